import type { Wire } from '../wire.ts'
import { deathsOf } from '../x-death.ts'
import { attemptsBy, type Identify } from './attempts.ts'
import { count, some, type Seen } from './seen.ts'

/** A further attempt whose x-death knows of no queue in which the message expired: it did not wait anywhere. */
export function retriesAtOnce(wire: Wire, idOf: Identify): Seen | undefined {
  const further = [...attemptsBy(wire, idOf).values()].flatMap((attempts) => attempts.slice(1))
  const hasty = further.filter(({ event }) => !deathsOf(event.properties).some(({ reason }) => reason === 'expired'))
  const [first] = hasty
  if (first === undefined) return undefined
  const deaths = deathsOf(first.event.properties).map(({ reason, queue }) => `${reason} in ${queue}`)
  return {
    mistake: 'retries-at-once',
    message:
      `${count(hasty.length, 'further attempt')} came without a delay: ${deaths.length === 0 ? 'the delivery bears no x-death' : `x-death says ${deaths.join(', ')}`}, and “expired” is not in it. ` +
      'Between two attempts the message has to wait in a queue with a TTL, and be dead-lettered from there.',
    evidence: some(hasty.map(({ event }) => event.seq)),
  }
}
