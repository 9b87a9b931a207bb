import { expect, test } from 'vitest'
import { orderOf, type Order } from './order.ts'

const terminal = { columns: 80, rows: 24 }
const orders: Order[] = [
  { type: 'wait', id: 1, on: true },
  { type: 'open', id: 2, exercise: 'simple-consumer' },
  { type: 'write', id: 3, files: { 'a.js': '' } },
  { type: 'spawn', id: 4, program: 1, command: ['node', 'a.js'], env: { AMQP_URL: 'amqp://here' }, terminal },
  { type: 'input', program: 1, text: 'a' },
  { type: 'resize', program: 1, ...terminal },
  { type: 'kill', id: 5, program: 1, signal: 'SIGTERM' },
]

test.each(orders)('an order $type is one', (order) => {
  expect(orderOf(JSON.stringify(order))).toEqual(order)
})

test.each(orders)('an order $type that lacks a part is none, and the part is named', (order) => {
  for (const part of Object.keys(order).filter((key) => key !== 'type'))
    expect(() => orderOf(JSON.stringify({ ...order, [part]: undefined }))).toThrow(`the order ${order.type} has no fit ${part}`)
})

test.each(['null', '1', '[]', '{}', '{"type":"constructor"}', '{"type":"dance"}'])('%s is no order', (line) => {
  expect(() => orderOf(line)).toThrow('is no order; there are wait, open')
})

test.each([
  { ...orders[1], exercise: '../..' },
  { ...orders[2], files: { 'a.js': 1 } },
  { ...orders[3], command: ['node', 1] },
  { ...orders[3], terminal: { columns: 80 } },
  { ...orders[6], signal: 'SIGSTOP' },
])('%j is none', (order) => {
  expect(() => orderOf(JSON.stringify(order))).toThrow('has no fit')
})
