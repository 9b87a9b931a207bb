import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeContentHeader, encodeContentHeader } from '../../amqp/content.ts'
import { changed } from './header.ts'

const PROPERTIES = {
  contentType: 'text/plain',
  headers: { b: 1, a: 'x', 'x-list': [1, { deep: true }] },
  deliveryMode: 2,
  replyTo: 'answers',
  expiration: '60000',
  timestamp: 1_700_000_000,
}
const header = (properties: typeof PROPERTIES | Record<string, never>) => encodeContentHeader({ bodySize: 7, properties })

describe('a content header', () => {
  it('gets headers put in, all in the order of their names, and keeps the rest', () => {
    const { header: payload, properties } = changed(header(PROPERTIES), { set: { 'x-death': [{ count: 1, time: { $timestamp: 5 } }], aa: 'new' } })
    expect(decodeContentHeader(payload)).toEqual({ bodySize: 7, properties })
    expect(properties).toEqual({ ...PROPERTIES, headers: { ...PROPERTIES.headers, aa: 'new', 'x-death': [{ count: 1, time: { $timestamp: 5 } }] } })
    expect(Object.keys(properties.headers ?? {})).toEqual(['a', 'aa', 'b', 'x-death', 'x-list'])
  })

  it('gets headers where there were none, loses some, and its expiration and reply-to are changed', () => {
    expect(changed(header({}), { set: { n: 1 } }).properties).toEqual({ headers: { n: 1 } })
    expect(changed(header(PROPERTIES), { drop: ['a', 'not there'] }).properties.headers).toEqual({ b: 1, 'x-list': [1, { deep: true }] })
    const { expiration, ...others } = PROPERTIES
    expect(changed(header(PROPERTIES), { everlasting: true, replyTo: 'other' }).properties).toEqual({ ...others, replyTo: 'other' })
    expect(expiration).toBe('60000')
  })

  it('keeps the type every other value was sent in', () => {
    // A short and an unsigned byte: what JSON cannot tell apart.
    const table = Buffer.from([0, 0, 0, 9, 1, 0x6d, 0x73, 0, 5, 1, 0x6e, 0x42, 9])
    const sent = Buffer.concat([header({}).subarray(0, 12), Buffer.from([0x20, 0]), table])
    const { header: payload } = changed(sent, { set: { o: 'x' } })
    expect(payload.subarray(18, 27)).toEqual(table.subarray(4))
  })

  it('is byte for byte as it was when nothing changes, whatever is in it', () => {
    const properties = fc.record(
      {
        contentType: fc.string({ maxLength: 20 }),
        headers: fc.dictionary(fc.string({ maxLength: 10 }), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))),
        priority: fc.nat(255),
        expiration: fc.string({ maxLength: 9 }),
        timestamp: fc.nat(),
        appId: fc.string({ maxLength: 20 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(properties, (properties) => {
        const sent = encodeContentHeader({ bodySize: 1, properties })
        expect(changed(sent, {}).header).toEqual(sent)
      }),
    )
  })
})
