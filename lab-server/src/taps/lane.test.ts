import { expect, test } from 'vitest'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { FRAME, HEARTBEAT, PROTOCOL_HEADER, frame } from '../amqp/frames.ts'
import { encodeMethod } from '../amqp/methods.ts'
import { AmqpConversation } from './amqp.ts'
import { AmqpSide } from './amqp-side.ts'
import { Lane } from './lane.ts'

const on = { source: 'amqp', program: 'p', connection: 1 } as const
const ack = (deliveryTag: number) => frame(FRAME.method, 1, encodeMethod('basic.ack', { deliveryTag }))

/** A lane between two sockets that only remember what was asked of them. */
function laneOf({ room = Infinity, holdAt }: { room?: number; holdAt?: (event: Unnumbered<AmqpEvent>) => boolean } = {}) {
  const seen = { written: [] as Buffer[], events: [] as Unnumbered<AmqpEvent>[], paused: false, ended: false, reset: false, done: 0 }
  const gate = { shut: false, room }
  const length = () => seen.written.reduce((sum, bytes) => sum + bytes.length, 0)
  const source = { pause: () => ((seen.paused = true), source), resume: () => ((seen.paused = false), source) }
  const sink = {
    write: (bytes: Buffer) => (seen.written.push(bytes), length() < gate.room),
    resetAndDestroy: () => ((seen.reset = true), sink),
    get writableNeedDrain() {
      return length() >= gate.room
    },
    writableLength: 0,
  }
  const lane = new Lane({
    side: new AmqpSide('program', new AmqpConversation('p', 1), (reason, offset) => ({
      ...on,
      type: 'tap.undecodable',
      from: 'program',
      reason,
      offset,
    })),
    source: source as never,
    sink: sink as never,
    endSink: () => {
      seen.ended = true
    },
    passReset: true,
    record: (event) => {
      seen.events.push(event)
      if (holdAt?.(event) === true) gate.shut = true
      return gate.shut
    },
    end: () => ({ ...on, type: 'socket.end', by: 'program', afterClose: false }),
    isShut: () => gate.shut,
    done: () => seen.done++,
  })
  const told = () => seen.events.map((event) => ('deliveryTag' in event ? `${event.type} ${event.deliveryTag}` : event.type))
  return { lane, seen, gate, told, bytes: () => Buffer.concat(seen.written) }
}

test('while the sink is full no more is read, recorded or written', () => {
  const { lane, seen, gate, told, bytes } = laneOf({ room: 8 })
  lane.read(PROTOCOL_HEADER)
  expect(seen.paused).toBe(true)
  lane.read(Buffer.concat([ack(1), ack(2)]))
  expect([told(), bytes().length]).toEqual([[], 8])
  gate.room = Infinity
  lane.pump()
  expect(told()).toEqual(['basic.ack 1', 'basic.ack 2'])
  expect(bytes()).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2)]))
  expect(seen.paused).toBe(false)
})

test('however much comes, what waits for a full sink is one chunk', () => {
  const { lane, seen, gate, bytes } = laneOf({ room: 8 })
  const chunk = Buffer.concat(Array.from({ length: 1000 }, () => HEARTBEAT))
  lane.read(PROTOCOL_HEADER)
  for (let turn = 1; turn <= 50; turn++) {
    gate.room += chunk.length
    if (!seen.paused) lane.read(chunk)
    expect(bytes().length - PROTOCOL_HEADER.length).toBeLessThanOrEqual(turn * chunk.length)
    lane.pump()
  }
})

test('the frames of one chunk leave in one write', () => {
  const { lane, seen } = laneOf()
  lane.read(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2), ack(3)]))
  expect(seen.written).toHaveLength(1)
})

test('a held frame is recorded; it and what follows in its chunk wait, what follows unread', () => {
  const { lane, seen, gate, told, bytes } = laneOf({ holdAt: (event) => 'deliveryTag' in event && event.deliveryTag === 2 })
  lane.read(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2), ack(3)]))
  expect(told()).toEqual(['basic.ack 1', 'basic.ack 2'])
  expect(bytes()).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1)]))
  expect([seen.paused, lane.holds]).toEqual([true, true])
  gate.shut = false
  lane.pump()
  expect(told()).toEqual(['basic.ack 1', 'basic.ack 2', 'basic.ack 3'])
  expect(bytes()).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2), ack(3)]))
})

test('an end behind a held frame waits as well', () => {
  const { lane, seen, gate, told, bytes } = laneOf({ holdAt: (event) => event.type === 'basic.ack' })
  lane.read(Buffer.concat([PROTOCOL_HEADER, ack(1), Buffer.of(1, 0)]))
  lane.over('ended')
  expect([told(), seen.ended]).toEqual([['basic.ack 1'], false])
  gate.shut = false
  lane.pump()
  expect([told(), seen.ended, seen.done]).toEqual([['basic.ack 1', 'socket.end'], true, 1])
  expect(bytes()).toEqual(Buffer.concat([PROTOCOL_HEADER, ack(1), Buffer.of(1, 0)]))
})

test('half a frame before an end is passed on', () => {
  const { lane, seen, bytes } = laneOf()
  const cut = Buffer.concat([PROTOCOL_HEADER, ack(1).subarray(0, -3)])
  lane.read(cut)
  lane.over('ended')
  expect(bytes()).toEqual(cut)
  expect([seen.ended, seen.reset]).toEqual([true, false])
})

test('a reset is passed on as a reset, after what came before it', () => {
  const { lane, seen, bytes } = laneOf()
  lane.read(PROTOCOL_HEADER)
  lane.over('reset')
  expect(bytes()).toEqual(PROTOCOL_HEADER)
  expect([seen.ended, seen.reset]).toEqual([false, true])
})

test('an abandoned lane writes and records nothing more, and lets its source run out', () => {
  const { lane, seen, gate, told, bytes } = laneOf({ holdAt: (event) => event.type === 'basic.ack' })
  lane.read(Buffer.concat([PROTOCOL_HEADER, ack(1), ack(2)]))
  lane.abandon()
  gate.shut = false
  lane.pump()
  lane.read(ack(3))
  lane.over('ended')
  expect([told(), bytes(), seen.paused, seen.done]).toEqual([['basic.ack 1'], PROTOCOL_HEADER, false, 1])
})
