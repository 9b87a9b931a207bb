import type { Wire } from '../wire.ts'
import { pairsOf, type Identify } from './attempts.ts'
import { some, type Seen } from './seen.ts'

/** A message was acknowledged first, and its copy published then: a crash in between leaves neither. */
export function acksBeforeCopy(wire: Wire, idOf: Identify, results: string): Seen | undefined {
  for (const { copy, original } of pairsOf(wire, idOf, results)) {
    const ack = original.settledBy?.event.seq ?? Infinity
    if (ack > copy.event.seq) continue
    return {
      mistake: 'acks-before-copy',
      message:
        'You acknowledged the message and published its copy after that: ' +
        (copy.lost === 'dropped' ? 'the lab’s crash came in between, and now there is neither. ' : 'a crash in between would leave neither. ') +
        'First the copy, then its confirm, then the ack.',
      evidence: some([original.event.seq, ack, copy.event.seq]),
    }
  }
  return undefined
}
