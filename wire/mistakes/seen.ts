import { errorIn } from '../diagnosis.ts'
import type { Delivery, Publish } from '../message.ts'
import type { Of } from '../wire.ts'

/** A mistake a rule recognised: its name, what happened in a sentence or two, and the numbers of the events that show it. */
export interface Seen {
  readonly mistake: string
  readonly message: string
  readonly evidence: number[]
}

/** How the work done for a delivery shows on the wire: the publish it led to, if there was one. */
export type Work = (delivery: Delivery) => Publish | undefined

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** How a program ended, and what Node said of it, for a sentence: "exit code 1; Node says: TypeError: …". */
export const ending = ({ signal, code, outputTail }: Of<'process.exit'>): string => {
  const error = errorIn(outputTail)
  return `${signal ?? `exit code ${code}`}${error ? `; Node says: ${error}` : ''}`
}

/** As many event numbers as a person would look at. */
export const some = (numbers: readonly (number | undefined)[]): number[] =>
  [...new Set(numbers.filter((number) => number !== undefined))].sort((a, b) => a - b).slice(0, 40)
