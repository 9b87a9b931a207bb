// Field tables for property tests: all that a table holds and JSON has a word for, nested, under any key a short string can be.
// Fractions beyond 2^50 amqplib itself cannot write; `!` and `$…` are keys with a meaning, to amqplib and to us.
import fc from 'fast-check'
import type { FieldValue } from '@ackademy/contract/recording.ts'
import type { Table } from './field-table.ts'

const key = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => name !== '__proto__' && name !== '!' && !name.startsWith('$'))
const { value } = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.integer({ min: -300, max: 70_000 }),
    fc.double({ noNaN: true, min: -(2 ** 49), max: 2 ** 49 }).filter((number) => !Object.is(number, -0)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

export const anyTable: fc.Arbitrary<Table> = fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true })
