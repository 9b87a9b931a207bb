import type { Wire } from '../wire.ts'
import { arrival } from './arrival.ts'
import { pairsOf, type Identify } from './attempts.ts'
import { some, type Seen } from './seen.ts'

/** The original was acknowledged before the broker had confirmed its copy. */
export function acksBeforeConfirm(wire: Wire, idOf: Identify, results: string): Seen | undefined {
  for (const { copy, original } of pairsOf(wire, idOf, results)) {
    const ack = original.settledBy?.event.seq
    if (ack === undefined || ack < copy.event.seq) continue
    const confirmed = copy.confirmedBy === undefined ? Infinity : arrival(wire, copy.confirmedBy)
    if (confirmed < ack) continue
    return {
      mistake: 'acks-before-confirm',
      message:
        'You published a copy and acknowledged the original ' +
        (copy.confirmTag === undefined
          ? 'on a channel without confirms, so you could not know whether the broker had the copy. '
          : 'before the broker had confirmed the copy. ') +
        'A broker that fails in between has neither. Wait for the confirm, then acknowledge.',
      evidence: some([original.event.seq, copy.event.seq, ack, copy.confirmedBy]),
    }
  }
  return undefined
}
