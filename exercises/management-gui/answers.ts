// What the program left in answers.json, as far as it is what was asked for.
import type { Of, Wire } from '@ackademy/wire/wire.ts'

export const FILE = 'answers.json'

export interface Answers {
  readonly event: Of<'lab.read'>
  /** Undefined where it is no object in JSON. */
  readonly given: object | undefined
}

/** Undefined until the lab has looked for it. */
export function answersIn(wire: Wire): Answers | undefined {
  const event = wire.all('lab.read').find(({ file }) => file === FILE)
  return event && { event, given: parsed(event.text ?? '') }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((within: unknown, name) => (typeof within === 'object' && within !== null ? Reflect.get(within, name) : undefined), value)

/** As it stands in a sentence. */
export const said = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80))
