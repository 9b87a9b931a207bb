import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { FRAME, HEARTBEAT, PROTOCOL_HEADER, frame } from '../amqp/frames.ts'
import { encodeMethod } from '../amqp/methods.ts'
import type { Sender } from '../amqp/senders.ts'
import { AmqpConversation } from './amqp.ts'
import { streams } from './amqp-session.ts'
import { AmqpSide } from './amqp-side.ts'

function through(from: Sender, chunks: Buffer[]): { bytes: Buffer; events: Unnumbered<AmqpEvent>[] } {
  const on = { source: 'amqp', program: 'p', connection: 1 } as const
  const side = new AmqpSide(from, new AmqpConversation('p', 1), (reason, offset) => ({ ...on, type: 'tap.undecodable', from, reason, offset }))
  const passed: Buffer[] = []
  const events: Unnumbered<AmqpEvent>[] = []
  for (const chunk of chunks) {
    side.feed(chunk)
    for (let piece = side.next(); piece !== undefined; piece = side.next()) {
      passed.push(Buffer.from(piece.bytes))
      if (piece.event !== undefined) events.push(piece.event)
    }
  }
  passed.push(side.rest())
  return { bytes: Buffer.concat(passed), events }
}
const bytewise = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte))

test("the program's side of a recorded session", () => {
  expect(through('program', [streams.program]).events.map(({ type }) => type)).toEqual([
    ...['connection.start-ok', 'connection.tune-ok', 'connection.open', 'channel.open', 'confirm.select'],
    ...['queue.declare', 'basic.qos', 'basic.consume', 'basic.publish', 'basic.publish', 'basic.nack', 'basic.publish'],
    ...['basic.ack', 'basic.ack', 'basic.get', 'channel.close', 'connection.close'],
  ])
})

test("the broker's side of a recorded session", () => {
  const { events } = through('broker', [streams.broker])
  expect(events.filter(({ type }) => type === 'basic.deliver')).toMatchObject([
    {
      redelivered: false,
      deliveryTag: 1,
      body: { base64: 'eyJvcmRlciI6MX0=' },
      properties: { messageId: 'm-1', headers: { attempt: 1, tags: ['a', null, true, 1.5] } },
    },
    { redelivered: true, deliveryTag: 2, properties: { messageId: 'm-1', timestamp: 1_700_000_000 } },
    { redelivered: false, deliveryTag: 3, properties: { messageId: 'empty' }, body: { size: 0 } },
  ])
  expect(events.filter(({ type }) => type === 'basic.return')).toMatchObject([
    { replyCode: 312, replyText: 'NO_ROUTE', routingKey: 'nowhere', body: { size: 300 } },
  ])
})

describe.each(['program', 'broker'] as const)('from the %s', (from) => {
  const stream = streams[from]
  const whole = through(from, [stream])

  test('bytes come out as they went in', () => {
    expect(whole.bytes).toEqual(stream)
  })

  test('wherever the session is cut in two, bytes and events are the same', () => {
    for (let at = 1; at < stream.length; at++) expect(through(from, [stream.subarray(0, at), stream.subarray(at)])).toEqual(whole)
  })

  test('one byte at a time, bytes and events are the same', () => {
    expect(through(from, bytewise(stream))).toEqual(whole)
  })

  test('wherever the session ends, its bytes come out to the last', () => {
    for (let at = 0; at < stream.length; at++) expect(through(from, [stream.subarray(0, at)]).bytes).toEqual(stream.subarray(0, at))
  })

  test('with any one byte wrong, all bytes still come out, and at most one event says what could not be read', () => {
    fc.assert(
      fc.property(fc.nat(stream.length - 1), fc.nat(255), (at, byte) => {
        const wrong = Buffer.from(stream)
        wrong[at] = byte
        const { bytes, events } = through(from, [wrong])
        expect(bytes).toEqual(wrong)
        expect(events.filter(({ type }) => type === 'tap.undecodable').length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })
})

const nested = (depth: number): Buffer => {
  const table = Buffer.alloc(depth * 7 + 4)
  for (let at = 0; at < table.length; at += 7) {
    table.writeUInt32BE(table.length - at - 4, at)
    if (at + 4 < table.length) table.write('\x01kF', at + 4, 'latin1')
  }
  return table
}
const declare = encodeMethod('queue.declare', { queue: 'q' })
const after = (bytes: Buffer) => Buffer.concat([PROTOCOL_HEADER, HEARTBEAT, bytes])

describe('what cannot be read is said once, with its place, and passed on', () => {
  test.each<[string, Sender, Buffer, string, number]>([
    ['an HTTP request', 'program', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not AMQP: it begins with "GET / HT"', 0],
    ['AMQP 1.0', 'program', Buffer.from('AMQP\x00\x01\x00\x00', 'latin1'), 'another protocol: AMQP 0-1-0-0', 0],
    ["the broker's answer to AMQP 1.0", 'broker', PROTOCOL_HEADER, 'the broker refused the protocol, and names AMQP 0-0-9-1', 0],
    ['a wrong frame end', 'program', after(Buffer.from([8, 0, 0, 0, 0, 0, 0, 205])), 'frame end is 205, not 206', 16],
    [
      'a size of four billion',
      'program',
      after(Buffer.from([1, 0, 0, 255, 255, 255, 255])),
      'a frame of 4294967303 bytes, the negotiated maximum is 131072',
      16,
    ],
    [
      'a method of 100 MB',
      'program',
      after(Buffer.from([1, 0, 1, 5, 245, 225, 0])),
      'a frame of 100000008 bytes, the negotiated maximum is 131072',
      16,
    ],
    ['an unknown type', 'broker', Buffer.from('SSH-2.0-OpenSSH_9.2'), 'unknown frame type 83', 0],
    ['an unknown method', 'program', after(frame(FRAME.method, 1, Buffer.from([0, 60, 0, 99]))), 'unknown method 60.99', 23],
    [
      'a forged delivery',
      'program',
      after(frame(FRAME.method, 1, encodeMethod('basic.deliver', {}))),
      "basic.deliver is not the program's to send",
      23,
    ],
    [
      'a table nested ten thousand deep',
      'program',
      after(frame(FRAME.method, 1, Buffer.concat([declare.subarray(0, -4), nested(10_000)]))),
      'a field table nested deeper than 32',
      23 + declare.length - 4 + 32 * 7 + 4 + 2,
    ],
  ])('%s', (_what, from, bytes, reason, offset) => {
    const more = Buffer.from('and all that follows')
    for (const chunks of [[Buffer.concat([bytes, more])], [bytes, more], [...bytewise(bytes), more]]) {
      const passed = through(from, chunks)
      expect(passed.bytes).toEqual(Buffer.concat([bytes, more]))
      const [event, ...others] = passed.events
      expect(others).toEqual([])
      // One byte at a time it is known sooner what the beginning is not.
      const known = chunks.length > 2 && offset === 0 ? reason.slice(0, 20) : reason
      expect(event).toMatchObject({ type: 'tap.undecodable', from, offset, reason: expect.stringContaining(known) as string })
    }
  })

  test('frames before it are read', () => {
    const open = frame(FRAME.method, 1, encodeMethod('channel.open', {}))
    expect(through('program', [Buffer.concat([PROTOCOL_HEADER, open, Buffer.from('junk, and more')])]).events.map(({ type }) => type)).toEqual([
      'channel.open',
      'tap.undecodable',
    ])
  })

  test('random bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('program' as const, 'broker' as const),
        fc.boolean(),
        fc.array(fc.uint8Array({ maxLength: 60 })),
        (from, begun, random) => {
          const chunks = [...(begun && from === 'program' ? [PROTOCOL_HEADER] : []), ...random.map((bytes) => Buffer.from(bytes))]
          const { bytes, events } = through(from, chunks)
          expect(bytes).toEqual(Buffer.concat(chunks))
          expect(events.length).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
