import type { Wire } from '../wire.ts'
import { heldAtMost, limitsOf } from './prefetch.ts'
import { count, some, type Seen } from './seen.ts'

/** The last basic.qos before consume allowed more than `most` (0 is no limit at all), and more was held. */
export function prefetchTooLarge(wire: Wire, most: number): Seen | undefined {
  for (const consumer of wire.consumers) {
    const limit = limitsOf(wire, consumer).before.at(-1)
    const held = heldAtMost(wire, consumer)
    if (limit === undefined || (limit.prefetchCount > 0 && limit.prefetchCount <= most) || held.length <= most) continue
    return {
      mistake: 'prefetch-too-large',
      message:
        `A prefetch of ${limit.prefetchCount}${limit.prefetchCount === 0 ? ' means no limit' : ''}: ${consumer.event.program} held ${count(held.length, 'unacknowledged message')} at once, ` +
        `and what one worker holds no other can have. At most ${most} was expected.`,
      evidence: some([limit.seq, consumer.event.seq, ...held]),
    }
  }
  return undefined
}
