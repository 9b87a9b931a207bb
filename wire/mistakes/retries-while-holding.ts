import type { Wire } from '../wire.ts'
import { attemptsBy, type Identify } from './attempts.ts'
import { count, some, type Seen, type Work } from './seen.ts'

/** A message that takes several attempts was answered after fewer deliveries: the program tried again by itself, and held it meanwhile. */
export function retriesWhileHolding(wire: Wire, idOf: Identify, needed: (id: string) => number, work: Work): Seen | undefined {
  for (const [id, attempts] of attemptsBy(wire, idOf)) {
    const [first] = attempts
    const done = first && work(first)
    if (first === undefined || done === undefined) continue
    const before = attempts.filter(({ event }) => event.seq < done.event.seq)
    if (before.length >= needed(id)) continue
    return {
      mistake: 'retries-while-holding',
      message:
        `A submission that takes ${count(needed(id), 'attempt')} was graded after ${count(before.length, 'delivery', 'deliveries')}: your program tried again by itself and held the message all that time. ` +
        'It counts as unacknowledged while you sleep, takes a place of the prefetch, and comes back at attempt one when you die. Let it wait in a queue.',
      evidence: some([...before.map(({ event }) => event.seq), done.event.seq]),
    }
  }
  return undefined
}
