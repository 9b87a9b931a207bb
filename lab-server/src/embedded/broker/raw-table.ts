// Field tables as they are on the wire: which type a value was sent in, and its bytes, which go out again as they came in.
// RabbitMQ's refusals name the types, and a header it does not touch keeps its type (https://www.rabbitmq.com/amqp-0-9-1-errata: section 3).
import type { FieldValue } from '@ackademy/contract/recording.ts'
import { ByteReader } from '../../amqp/bytes.ts'
import { MalformedFrame } from '../../amqp/malformed.ts'
import { METHODS, type MethodName } from '../../amqp/methods.ts'
import type { Table } from '../../amqp/field-table.ts'

/** RabbitMQ's names of the types, and the bytes a value takes; undefined: as many as the long that comes first says. */
const TYPES: Readonly<Record<string, readonly [name: string, size: number | undefined]>> = {
  t: ['bool', 1],
  b: ['byte', 1],
  B: ['unsignedbyte', 1],
  s: ['short', 2],
  u: ['unsignedshort', 2],
  I: ['signedint', 4],
  i: ['unsignedint', 4],
  l: ['long', 8],
  L: ['long', 8],
  f: ['float', 4],
  d: ['double', 8],
  D: ['decimal', 5],
  S: ['longstr', undefined],
  x: ['binary', undefined],
  T: ['timestamp', 8],
  F: ['table', undefined],
  A: ['array', undefined],
  V: ['void', 0],
}

/** A value with its type's letter before it. */
export type RawTable = [key: string, value: Buffer][]

/** `inside`: the bytes of a table behind its length. */
export function rawTable(inside: ByteReader): RawTable {
  const entries: RawTable = []
  while (inside.rest > 0) {
    const key = inside.shortstr()
    const at = inside.offset
    const [, size] = typeOf(inside.octet())
    inside.raw(size ?? inside.long())
    entries.push([key, inside.bytes.subarray(at, inside.offset)])
  }
  return entries
}

/** RabbitMQ's name of the type of a value in a raw table. */
export const typeName = (value: Buffer): string => typeOf(value[0] ?? 0)[0]

function typeOf(letter: number): (typeof TYPES)[string] {
  const type = TYPES[String.fromCharCode(letter)]
  if (type === undefined) throw new MalformedFrame(`unknown field type ${letter}`, 0)
  return type
}

/** An argument of a declaration, with RabbitMQ's name of the type it was sent in. */
export interface Argument {
  readonly type: string
  readonly value: FieldValue
}
export type Arguments = ReadonlyMap<string, Argument>

/** The arguments of a method, whose payload this is and whose table these are. */
export function typed(name: MethodName, payload: Buffer, table: Table): Arguments {
  const reader = new ByteReader(payload)
  reader.raw(4)
  let bits = false
  for (const [, domain] of METHODS[name].args) {
    if (domain === 'bit') {
      bits = true
      continue
    }
    if (bits) reader.octet()
    bits = false
    if (domain === 'short') reader.short()
    else if (domain === 'shortstr') reader.shortstr()
    else if (domain === 'table') break
  }
  const types = new Map(rawTable(reader.inside()).map(([key, value]) => [key, typeName(value)]))
  return new Map(Object.entries(table).map(([key, value]) => [key, { type: types.get(key) ?? 'void', value }]))
}

/** RabbitMQ's names of the types that hold whole numbers. */
export const INTEGERS: readonly string[] = ['byte', 'short', 'signedint', 'long', 'unsignedbyte', 'unsignedshort', 'unsignedint']

/** As RabbitMQ prints a value in its refusals. */
export const printed = ({ value }: Argument): string => (typeof value === 'string' ? value : JSON.stringify(value))
