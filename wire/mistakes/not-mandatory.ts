import type { Publish } from '../message.ts'
import { count, some, type Seen } from './seen.ts'

/** Published without the mandatory bit: the broker drops what fits no queue, and its confirm does not say so. */
export function notMandatory(publishes: readonly Publish[]): Seen | undefined {
  const silent = publishes.filter(({ event }) => !event.mandatory)
  if (silent.length === 0) return undefined
  return {
    mistake: 'not-mandatory',
    message: `${count(silent.length, 'message')} went out without mandatory: the broker drops what fits no queue, and confirms it all the same. Publish with { mandatory: true }, then it comes back as basic.return.`,
    evidence: some(silent.flatMap(({ event, confirmedBy }) => [event.seq, confirmedBy])),
  }
}
