import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FRAME, FrameReader, HEARTBEAT, frame } from './frames.ts'
import { MalformedFrame } from './malformed.ts'

const frames = [
  frame(FRAME.method, 1, Buffer.from('abcd')),
  HEARTBEAT,
  frame(FRAME.body, 65_535, Buffer.alloc(300, 206)),
  frame(FRAME.header, 2, Buffer.of(1)),
]
const stream = Buffer.concat(frames)

/** What a reader gives for a stream that comes in these chunks, copied at once. */
function readAll(chunks: Buffer[], reader = new FrameReader()) {
  return chunks.flatMap((chunk) => reader.push(chunk).map(({ type, channel, raw }) => ({ type, channel, raw: Buffer.from(raw) })))
}

const whole = readAll([stream])

test('frames come out with their channel, type and bytes as they were', () => {
  expect(whole.map(({ raw }) => raw)).toEqual(frames)
  expect(whole.map(({ type, channel }) => [type, channel])).toEqual([
    [1, 1],
    [8, 0],
    [3, 65_535],
    [2, 2],
  ])
})

test('wherever the stream is cut in two, the frames are the same', () => {
  for (let at = 0; at <= stream.length; at++) expect(readAll([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole)
})

test('one byte at a time, the frames are the same', () => {
  expect(readAll(Array.from(stream, (byte) => Buffer.of(byte)))).toEqual(whole)
})

test('however the stream is cut, the frames are the same and stay so while more is fed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const reader = new FrameReader()
      const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
      const given = edges.slice(1).flatMap((edge, index) => reader.push(stream.subarray(edges[index], edge)))
      expect(given.map(({ raw }) => raw)).toEqual(frames)
      expect(given.map(({ payload }) => payload)).toEqual(frames.map((bytes) => bytes.subarray(7, -1)))
    }),
  )
})

test('chunks are never written to', () => {
  const first = Buffer.from(stream.subarray(0, 9))
  const shared = Buffer.alloc(100, 7)
  first.copy(shared)
  const reader = new FrameReader()
  reader.push(shared.subarray(0, 9))
  reader.push(stream.subarray(9))
  expect(shared.subarray(9)).toEqual(Buffer.alloc(91, 7))
})

test('whole frames before a malformed one can still be had', () => {
  const reader = new FrameReader()
  reader.feed(Buffer.concat([HEARTBEAT, Buffer.from('nonsense')]))
  expect(reader.next()?.raw).toEqual(HEARTBEAT)
  expect(() => reader.next()).toThrow(MalformedFrame)
  expect(reader.rest().toString()).toBe('nonsense')
})

test('the largest frame is accepted, one byte more is not', () => {
  const reader = new FrameReader()
  reader.frameMax = 4096
  expect(reader.push(frame(FRAME.body, 1, Buffer.alloc(4088)))).toHaveLength(1)
  expect(() => reader.push(frame(FRAME.body, 1, Buffer.alloc(4089)))).toThrow('a frame of 4097 bytes, the negotiated maximum is 4096 at byte 4096')
})

test('a frame that comes in single bytes is kept in little more memory than it has', () => {
  const reader = new FrameReader()
  const bytes = frame(FRAME.body, 1, Buffer.alloc(130_000))
  for (const byte of bytes.subarray(0, -1)) expect(reader.push(Buffer.of(byte))).toEqual([])
  expect(reader.pending).toBe(bytes.length - 1)
  expect(reader.push(bytes.subarray(-1))).toHaveLength(1)
  expect(reader.pending).toBe(0)
})

describe('what is no AMQP is refused by the seventh byte, or at its frame end', () => {
  test.each([
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), 'unknown frame type 71 at byte 0'],
    ['a protocol header of AMQP 1.0', Buffer.from('AMQP\x00\x01\x00\x00', 'latin1'), 'unknown frame type 65 at byte 0'],
    ['a TLS hello', Buffer.from([22, 3, 1, 2, 0, 1, 0]), 'unknown frame type 22'],
    ['a size of four billion', Buffer.from([1, 0, 0, 255, 255, 255, 255]), 'a frame of 4294967303 bytes'],
    ['a method of 100 MB', Buffer.from([1, 0, 1, 5, 245, 225, 0]), 'a frame of 100000008 bytes'],
    ['a wrong frame end', Buffer.from([8, 0, 0, 0, 0, 0, 0, 205]), 'frame end is 205, not 206 at byte 7'],
    ['an unknown type', Buffer.from([4, 0, 0, 0, 0, 0, 0, 206]), 'unknown frame type 4'],
  ])('%s', (_what, bytes, message) => {
    expect(() => new FrameReader().push(bytes)).toThrow(message)
    const slow = new FrameReader()
    expect(() => Array.from(bytes, (byte) => slow.push(Buffer.of(byte)))).toThrow(message)
  })

  test('random bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 10 }), (chunks) => {
        const reader = new FrameReader()
        let fed = 0
        try {
          for (const chunk of chunks) {
            fed += chunk.length
            reader.push(Buffer.from(chunk))
          }
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedFrame)
        }
        expect(reader.pending).toBeLessThanOrEqual(fed)
      }),
      { numRuns: 1000 },
    )
  })
})
