// A content header with some of it changed and the rest byte for byte as its publisher sent it:
//
//   class 60 │ weight │ body size │ flags │ property │ property …      the flags say which properties follow (0-9-1 §4.2.6.1)
import type { FieldValue, Properties } from '@ackademy/contract/recording.ts'
import { ByteReader, ByteWriter } from '../../amqp/bytes.ts'
import { decodeContentHeader } from '../../amqp/content.ts'
import { rawTable, type RawTable, typeName } from './raw-table.ts'

/** Bytes before the properties. */
const FIXED = 14
const FLAGS = 12
/** The property each flag stands for, from bit 15 down: a short string, unless it is a table, an octet or eight bytes. */
const SIZES: readonly ('shortstr' | 'table' | 'octet' | 'longlong')[] = [
  'shortstr',
  'shortstr',
  'table',
  'octet',
  'octet',
  'shortstr',
  'shortstr',
  'shortstr',
  'shortstr',
  'longlong',
  'shortstr',
  'shortstr',
  'shortstr',
  'shortstr',
]
const HEADERS = 2
const REPLY_TO = 6
const EXPIRATION = 7

export interface Change {
  /** Puts these in: all headers then stand in the order of their names, as RabbitMQ leaves them. */
  readonly set?: Readonly<Record<string, FieldValue>>
  readonly drop?: readonly string[]
  readonly replyTo?: string
  /** Takes the expiration out. */
  readonly everlasting?: boolean
}

export interface Header {
  /** A content header frame's payload. */
  readonly header: Buffer
  readonly properties: Properties
}

export function changed(header: Buffer, { set = {}, drop = [], replyTo, everlasting = false }: Change): Header {
  const parts = split(header)
  const entries = parts[HEADERS] === undefined ? [] : rawTable(new ByteReader(parts[HEADERS]).inside())
  const names = Object.keys(set)
  if (names.length > 0 || entries.some(([name]) => drop.includes(name))) {
    const kept = entries.filter(([name]) => !drop.includes(name) && !names.includes(name))
    for (const name of names) kept.push([name, encoded(set[name] ?? null)])
    if (names.length > 0) kept.sort(([one], [other]) => (one < other ? -1 : 1))
    parts[HEADERS] = table(kept)
  }
  if (replyTo !== undefined) parts[REPLY_TO] = written((writer) => writer.shortstr(replyTo))
  if (everlasting) parts[EXPIRATION] = undefined
  const payload = joined(header, parts)
  return { header: payload, properties: decodeContentHeader(payload).properties }
}

/** RabbitMQ's name of the type a header was sent in; undefined: there is no such header. */
export function typeOfHeader(header: Buffer, name: string): string | undefined {
  const [, , headers] = split(header)
  const [, value] = (headers === undefined ? [] : rawTable(new ByteReader(headers).inside())).find(([one]) => one === name) ?? []
  return value && typeName(value)
}

function split(header: Buffer): (Buffer | undefined)[] {
  const reader = new ByteReader(header)
  reader.raw(FLAGS)
  const flags = reader.short()
  return SIZES.map((size, index) => {
    if ((flags & (1 << (15 - index))) === 0) return undefined
    const at = reader.offset
    if (size === 'table') reader.longstr()
    else reader[size]()
    return header.subarray(at, reader.offset)
  })
}

function joined(header: Buffer, parts: readonly (Buffer | undefined)[]): Buffer {
  const fixed = Buffer.from(header.subarray(0, FIXED))
  const flags = parts.reduce((sum, part, index) => (part === undefined ? sum : sum | (1 << (15 - index))), 0)
  fixed.writeUInt16BE(flags, FLAGS)
  return Buffer.concat([fixed, ...parts.filter((part) => part !== undefined)])
}

const table = (entries: RawTable): Buffer =>
  written((writer) => {
    writer.long(0)
    for (const [name, value] of entries) {
      writer.shortstr(name)
      writer.raw(value)
    }
    writer.patchLong(0, writer.length - 4)
  })

/** As RabbitMQ writes what it puts in itself: all its numbers are longs of eight bytes. */
const encoded = (value: FieldValue): Buffer => written((writer) => write(writer, value))

function write(writer: ByteWriter, value: FieldValue): void {
  const tag = (letter: string) => writer.octet(letter.charCodeAt(0))
  if (typeof value === 'string') {
    tag('S')
    writer.longstr(value)
  } else if (typeof value === 'number') {
    tag('l')
    writer.int64(Math.trunc(value))
  } else if (typeof value === 'boolean') {
    tag('t')
    writer.octet(value ? 1 : 0)
  } else if (value === null) tag('V')
  else if (Array.isArray(value)) {
    tag('A')
    writer.longstr(written((inside) => value.forEach((item) => write(inside, item))))
  } else if (typeof value['$timestamp'] === 'number') {
    tag('T')
    writer.longlong(value['$timestamp'])
  } else {
    tag('F')
    writer.raw(table(Object.entries(value).map(([name, item]) => [name, encoded(item)])))
  }
}

function written(by: (writer: ByteWriter) => void): Buffer {
  const writer = new ByteWriter()
  by(writer)
  return writer.done()
}
