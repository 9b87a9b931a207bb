import { describe, expect, it } from 'vitest'
import type { Entry } from './message.ts'
import { Priorities } from './priorities.ts'

const entry = (position: number, priority?: number): Entry => ({
  position,
  redelivered: false,
  returns: 0,
  losses: 0,
  expiry: undefined,
  message: {
    exchange: '',
    routingKey: `m${position}`,
    copies: [],
    properties: priority === undefined ? {} : { priority },
    header: Buffer.alloc(0),
    body: Buffer.alloc(10),
  },
})
const told = (entry: Entry | undefined) => entry && entry.message.routingKey + (entry.redelivered ? '*' : '')

describe('a backlog with priorities', () => {
  it('gives the highest first, those of one priority in their order; none counts as 0, too high as the highest', () => {
    const waiting = new Priorities(3)
    for (const [position, priority] of [undefined, 1, 9, 0, 3, 1].entries()) waiting.put(entry(position, priority))
    expect([waiting.length, waiting.bytes, told(waiting.head)]).toEqual([6, 60, 'm2'])
    expect([...waiting].map(told)).toEqual(['m2', 'm4', 'm1', 'm5', 'm0', 'm3'])
    expect([1, 2, 3, 4, 5, 6, 7].map(() => told(waiting.take()))).toEqual(['m2', 'm4', 'm1', 'm5', 'm0', 'm3', undefined])
  })

  it('takes back to where it stood', () => {
    const waiting = new Priorities(1)
    for (const [position, priority] of [0, 0, 1].entries()) waiting.put(entry(position, priority))
    const [first, second] = [waiting.take(), waiting.take()]
    waiting.putBack([first, second].filter((one) => one !== undefined))
    expect(waiting.clear().map(told)).toEqual(['m2*', 'm0*', 'm1'])
    expect([waiting.length, waiting.bytes, waiting.take()]).toEqual([0, 0, undefined])
  })
})
