// Methods with any arguments their domains allow, for property tests.
import fc from 'fast-check'
import { anyTable } from './arbitrary-table.ts'
import type { MethodName } from './methods.ts'
import { METHODS } from './methods.ts'

const shortstr = fc.string({ unit: 'grapheme', maxLength: 40 })
const domains = {
  bit: fc.boolean(),
  octet: fc.nat(255),
  short: fc.nat(65_535),
  long: fc.nat(4_294_967_295),
  longlong: fc.nat(Number.MAX_SAFE_INTEGER),
  shortstr,
  longstr: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  table: anyTable,
}

export const methodNames = Object.keys(METHODS) as MethodName[]
export const argumentsOf = (name: MethodName) =>
  fc.record(Object.fromEntries(METHODS[name].args.map(([argument, domain]) => [argument, domains[domain]])))
