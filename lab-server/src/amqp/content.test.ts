import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Properties } from '@ackademy/contract/recording.ts'
import { definitions } from './amqplib-oracle.ts'
import { anyTable } from './arbitrary-table.ts'
import { decodeContentHeader, encodeContentHeader } from './content.ts'
import { MalformedFrame } from './malformed.ts'

const BASIC = 60
const short = fc.string({ unit: 'grapheme', maxLength: 40 })
const properties = fc.record(
  {
    contentType: short,
    contentEncoding: short,
    headers: anyTable,
    deliveryMode: fc.nat(255),
    priority: fc.nat(255),
    correlationId: short,
    replyTo: short,
    expiration: short,
    messageId: short,
    timestamp: fc.nat(Number.MAX_SAFE_INTEGER),
    type: short,
    userId: short,
    appId: short,
    clusterId: short,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Properties>
const size = fc.nat(Number.MAX_SAFE_INTEGER)

test('every set of properties that amqplib writes is read', () => {
  fc.assert(
    fc.property(properties, size, (given, bodySize) => {
      const frame = definitions.encodeProperties(BASIC, 1, bodySize, given)
      expect(decodeContentHeader(frame.subarray(7, -1))).toEqual({ bodySize, properties: given })
    }),
  )
})

test('every set of properties that is written, amqplib reads', () => {
  fc.assert(
    fc.property(properties, size, (given, bodySize) => {
      const payload = encodeContentHeader({ bodySize, properties: given })
      expect(Number(payload.readBigUInt64BE(4))).toBe(bodySize)
      const seen = Object.entries(definitions.decode(BASIC, payload.subarray(12))).filter(([, value]) => value !== undefined)
      expect(Object.fromEntries(seen)).toEqual(given)
    }),
  )
})

test.each([
  ['another class', Buffer.from([0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['flags that go on', Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
  ['a property that is not there', Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0])],
  ['bytes left over', Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7])],
  ['a header cut short', Buffer.from([0, 60, 0])],
])('a header with %s is refused', (_what, payload) => {
  expect(() => decodeContentHeader(payload)).toThrow(MalformedFrame)
})
