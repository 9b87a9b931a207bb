// Field tables as RabbitMQ and its clients write them (https://www.rabbitmq.com/amqp-0-9-1-errata: section 3), both ways.
// Numbers that JSON can't tell apart are written as the narrowest of int32, int64 and double; what JSON has no word for is
// kept as { $bytes }, { $timestamp }, { $decimal }.
import type { FieldValue } from '@ackademy/contract/recording.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { MalformedFrame } from './malformed.ts'

export type Table = { [key: string]: FieldValue }

/** Deeper nesting is refused: no client needs it, and recursion must be bounded. */
const DEEPEST = 32

export function readTable(reader: ByteReader, depth = 0): Table {
  const inside = reader.inside()
  const entries: [string, FieldValue][] = []
  while (inside.rest > 0) entries.push([inside.shortstr(), readValue(inside, depth + 1)])
  return Object.fromEntries(entries)
}

function readValue(reader: ByteReader, depth: number): FieldValue {
  if (depth > DEEPEST) throw new MalformedFrame(`a field table nested deeper than ${DEEPEST}`, reader.place)
  const at = reader.place
  const kind = String.fromCharCode(reader.octet())
  switch (kind) {
    case 't':
      return reader.octet() !== 0
    case 'b':
      return reader.int8()
    case 'B':
      return reader.octet()
    case 's':
      return reader.int16()
    case 'u':
      return reader.short()
    case 'I':
      return reader.int32()
    case 'i':
      return reader.long()
    case 'l':
    case 'L':
      return reader.int64()
    case 'f':
      return finite(reader.float())
    case 'd':
      return finite(reader.double())
    case 'D':
      return { $decimal: [reader.octet(), reader.long()] }
    case 'S':
      return reader.longstr().toString('utf8')
    case 'x':
      return { $bytes: reader.longstr().toString('base64') }
    case 'T':
      return { $timestamp: reader.longlong() }
    case 'F':
      return readTable(reader, depth)
    case 'V':
      return null
    case 'A': {
      const inside = reader.inside()
      const values: FieldValue[] = []
      while (inside.rest > 0) values.push(readValue(inside, depth + 1))
      return values
    }
    default:
      throw new MalformedFrame(`unknown field type ${JSON.stringify(kind)}`, at)
  }
}

/** JSON has no NaN and no infinities. */
const finite = (value: number): FieldValue => (Number.isFinite(value) ? value : String(value))

export function writeTable(writer: ByteWriter, table: Table): void {
  const at = writer.length
  writer.long(0)
  for (const [key, value] of Object.entries(table)) {
    writer.shortstr(key)
    writeValue(writer, value)
  }
  writer.patchLong(at, writer.length - at - 4)
}

function writeValue(writer: ByteWriter, value: FieldValue): void {
  const tag = (letter: string) => writer.octet(letter.charCodeAt(0))
  if (value === null) return tag('V')
  switch (typeof value) {
    case 'boolean':
      tag('t')
      return writer.octet(value ? 1 : 0)
    case 'string':
      tag('S')
      return writer.longstr(value)
    case 'number':
      if (!Number.isSafeInteger(value)) {
        tag('d')
        return writer.double(value)
      }
      if (value === (value | 0)) {
        tag('I')
        return writer.int32(value)
      }
      tag('l')
      return writer.int64(value)
    default:
      return writeObject(writer, value, tag)
  }
}

function writeObject(writer: ByteWriter, value: FieldValue[] | Table, tag: (letter: string) => void): void {
  if (Array.isArray(value)) {
    tag('A')
    const at = writer.length
    writer.long(0)
    for (const item of value) writeValue(writer, item)
    writer.patchLong(at, writer.length - at - 4)
    return
  }
  const [first, second] = Object.entries(value)
  const [kind, inside] = second === undefined && first !== undefined ? first : []
  if (kind === '$bytes' && typeof inside === 'string') {
    tag('x')
    writer.longstr(Buffer.from(inside, 'base64'))
  } else if (kind === '$timestamp' && typeof inside === 'number') {
    tag('T')
    writer.longlong(inside)
  } else if (kind === '$decimal' && Array.isArray(inside)) {
    tag('D')
    writer.octet(Number(inside[0]))
    writer.long(Number(inside[1]))
  } else {
    tag('F')
    writeTable(writer, value)
  }
}
