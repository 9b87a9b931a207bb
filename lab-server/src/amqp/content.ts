// Content headers: a body's size and its basic properties (0-9-1 §4.2.6.1), the properties as a table of flag bits.
import type { Properties } from '@ackademy/contract/recording.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { readTable, writeTable } from './field-table.ts'
import { MalformedFrame } from './malformed.ts'

const BASIC = 60
/** In the order of their flags, from bit 15 down. */
const PROPERTIES = [
  ['contentType', 'shortstr'],
  ['contentEncoding', 'shortstr'],
  ['headers', 'table'],
  ['deliveryMode', 'octet'],
  ['priority', 'octet'],
  ['correlationId', 'shortstr'],
  ['replyTo', 'shortstr'],
  ['expiration', 'shortstr'],
  ['messageId', 'shortstr'],
  ['timestamp', 'longlong'],
  ['type', 'shortstr'],
  ['userId', 'shortstr'],
  ['appId', 'shortstr'],
  ['clusterId', 'shortstr'],
] as const

export interface ContentHeader {
  readonly bodySize: number
  readonly properties: Properties
}

export function decodeContentHeader(payload: Buffer): ContentHeader {
  const reader = new ByteReader(payload)
  const classId = reader.short()
  if (classId !== BASIC) throw new MalformedFrame(`content of class ${classId}, not of basic (${BASIC})`, 0)
  reader.short() // weight, unused
  const bodySize = reader.longlong()
  const flags = reader.short()
  if ((flags & 3) !== 0) throw new MalformedFrame('property flags beyond basic', 12)
  const properties: Record<string, unknown> = {}
  PROPERTIES.forEach(([name, domain], index) => {
    if ((flags & (1 << (15 - index))) === 0) return
    properties[name] = domain === 'table' ? readTable(reader) : reader[domain]()
  })
  if (reader.rest > 0) throw new MalformedFrame(`${reader.rest} bytes after the properties`, reader.offset)
  return { bodySize, properties }
}

export function encodeContentHeader({ bodySize, properties }: ContentHeader): Buffer {
  const writer = new ByteWriter()
  writer.short(BASIC)
  writer.short(0)
  writer.longlong(bodySize)
  let flags = 0
  PROPERTIES.forEach(([name], index) => {
    if (properties[name] !== undefined) flags |= 1 << (15 - index)
  })
  writer.short(flags)
  for (const [name, domain] of PROPERTIES) {
    const value = properties[name]
    if (value === undefined) continue
    if (typeof value === 'object') writeTable(writer, value)
    else if (typeof value === 'string') writer.shortstr(value)
    else if (domain === 'longlong') writer.longlong(value)
    else writer.octet(value)
  }
  return writer.done()
}
