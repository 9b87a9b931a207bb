// What is declared again must be what it is: RabbitMQ's refusal names the first thing that differs, and both its values.
import { type Arguments, type Argument, printed } from './raw-table.ts'
import { Refusal } from './refusal.ts'

/** Throws precondition-failed for the first of `names` that differs. `described`: what is declared, in RabbitMQ's words. */
export function equivalent<P>(described: string, names: readonly (keyof P & string)[], wanted: P, current: P): void {
  for (const name of names) {
    if (wanted[name] === current[name]) continue
    const spoken = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    throw inequivalent(spoken, described, `'${String(wanted[name])}'`, `'${String(current[name])}'`)
  }
}

/** Throws precondition-failed for the first of `names` that differs; other arguments are not looked at. */
export function equivalentArguments(described: string, names: readonly string[], wanted: Arguments, current: Arguments): void {
  for (const name of names) {
    const [one, other] = [wanted.get(name), current.get(name)]
    if (same(one, other) || (name === 'x-queue-type' && sameType(one, other))) continue
    const both = one !== undefined && other !== undefined
    throw inequivalent(name, described, both ? `'${printed(one)}'` : typed(one), both ? `'${printed(other)}'` : typed(other))
  }
}

const inequivalent = (name: string, described: string, wanted: string, current: string): Refusal =>
  new Refusal('precondition-failed', `inequivalent arg '${name}' for ${described}: received ${wanted} but current is ${current}`)

const FLOATS = ['float', 'double']
const WORDS = ['longstr', 'bool', 'binary', 'timestamp', 'table', 'array', 'void']

/** Whole numbers of whatever width are one kind, and so are fractions. */
const kind = (type: string): string => (WORDS.includes(type) ? type : FLOATS.includes(type) ? 'float' : 'int')

function same(one: Argument | undefined, other: Argument | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return kind(one.type) === kind(other.type) && JSON.stringify(one.value) === JSON.stringify(other.value)
}

/** A classic queue may say so, or say nothing. */
const sameType = (one: Argument | undefined, other: Argument | undefined): boolean =>
  [one, other].every((argument) => argument === undefined || argument.value === 'classic')

const typed = (argument: Argument | undefined): string =>
  argument === undefined ? 'none' : `the value '${printed(argument)}' of type '${argument.type}'`
