import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** A program as a whole held more than `most` unacknowledged, although each of its consumers kept its own limit. */
export function holdsTooMany(wire: Wire, program: string, most: number): Seen | undefined {
  const peak = wire.inFlight((delivery) => delivery.event.program === program).find((point) => point.count > most)
  if (peak === undefined) return undefined
  const consumers = wire.consumers.filter((consumer) => consumer.event.program === program)
  return {
    mistake: 'holds-too-many',
    message:
      `${program} held ${count(peak.count, 'unacknowledged message')} at once, at most ${most} was expected.` +
      (consumers.length > 1 ? ` It has ${consumers.length} consumers, and a prefetch limits each of them by itself.` : ''),
    evidence: some([...consumers.map((consumer) => consumer.event.seq), peak.seq]),
  }
}
