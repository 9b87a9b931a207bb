import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codec } from './amqplib-oracle.ts'
import { anyTable } from './arbitrary-table.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { Table } from './field-table.ts'
import { readTable, writeTable } from './field-table.ts'
import { MalformedFrame } from './malformed.ts'

const written = (table: Table): Buffer => {
  const writer = new ByteWriter()
  writeTable(writer, table)
  return writer.done()
}
const read = (bytes: Buffer): Table => readTable(new ByteReader(bytes))
const byAmqplib = (table: object): Buffer => {
  const scratch = Buffer.alloc(100_000)
  return scratch.subarray(0, codec.encodeTable(scratch, table, 0))
}
/** A table with one field `k`, of these bytes. */
const field = (kind: string, ...value: number[]): Buffer => Buffer.from([0, 0, 0, value.length + 3, 1, 107, kind.charCodeAt(0), ...value])

test('what is written is read again', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      expect(read(written(table))).toEqual(table)
    }),
  )
})

test('what amqplib writes is read', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      expect(read(byAmqplib(table))).toEqual(table)
    }),
  )
})

test('what is written, amqplib reads', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      expect(codec.decodeFields(written(table).subarray(4))).toEqual(table)
    }),
  )
})

test.each([
  ['timestamp', 1_700_000_000, { $timestamp: 1_700_000_000 }],
  ['decimal', { places: 2, digits: 4_000_000_000 }, { $decimal: [2, 4_000_000_000] }],
  ['float', 1.5, 1.5],
  ['uint8', 200, 200],
  ['uint16', 60_000, 60_000],
  ['uint32', 4_000_000_000, 4_000_000_000],
  ['int64', -5, -5],
])("amqplib's typed %s is read, and written back as what amqplib reads the same", (kind, value, expected) => {
  const table = read(byAmqplib({ k: { '!': kind, value } }))
  expect(table).toEqual({ k: expected })
  expect(read(written(table))).toEqual(table)
})

test('bytes go both ways as base64', () => {
  const table = read(byAmqplib({ k: Buffer.from([0, 255, 1]) }))
  expect(table).toEqual({ k: { $bytes: 'AP8B' } })
  expect(codec.decodeFields(written(table).subarray(4))).toEqual({ k: Buffer.from([0, 255, 1]) })
})

test('a table that merely looks like bytes stays a table', () => {
  const table = { k: { $bytes: 'AP8B', more: 1 } }
  expect(read(written(table))).toEqual(table)
})

test('numbers JSON has no word for become words', () => {
  expect(read(field('d', 0x7f, 0xf0, 0, 0, 0, 0, 0, 0))).toEqual({ k: 'Infinity' })
  expect(read(field('f', 0x7f, 0xc0, 0, 0))).toEqual({ k: 'NaN' })
})

test('a header called __proto__ is a header', () => {
  const table = read(byAmqplib(JSON.parse('{"__proto__":{"polluted":1}}') as Table))
  expect(Object.keys(table)).toEqual(['__proto__'])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('a table nested ten thousand deep is refused, at once', () => {
  let bytes: Buffer = Buffer.from([0, 0, 0, 0])
  const layers: Buffer[] = []
  for (let depth = 0, size = 4; depth < 10_000; depth++) {
    layers.push(Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.from([1, 107, 'F'.charCodeAt(0)])]))
    layers.at(-1)?.writeUInt32BE(size + 3, 0)
    size += 7
  }
  bytes = Buffer.concat([...layers.reverse(), bytes])
  expect(() => read(bytes)).toThrow('nested deeper than 32')
})

test.each([
  ['an unknown type', field('Q', 1)],
  ['a string longer than its table', field('S', 0xff, 0xff, 0xff, 0xff)],
  ['an array longer than its table', field('A', 0, 0, 0, 9)],
  ['a table longer than its bytes', Buffer.from([0, 0, 0, 9, 1])],
  ['a table with no size', Buffer.from([0, 0])],
  ['a key without a value', Buffer.from([0, 0, 0, 2, 1, 107])],
])('%s is refused', (_what, bytes) => {
  expect(() => read(bytes)).toThrow(MalformedFrame)
})

test('a key over 255 bytes cannot be written', () => {
  expect(() => written({ ['k'.repeat(256)]: 1 })).toThrow(RangeError)
})
