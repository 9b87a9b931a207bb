import type { Wire } from '../wire.ts'
import { heldAtMost, limitsOf } from './prefetch.ts'
import { count, some, type Seen } from './seen.ts'

/** A consumer started with no basic.qos on its channel, and was sent more than `most` ahead of its acks. */
export function noPrefetch(wire: Wire, most: number): Seen | undefined {
  for (const consumer of wire.consumers) {
    const { before, after } = limitsOf(wire, consumer)
    const held = heldAtMost(wire, consumer)
    if (before.length + after.length > 0 || held.length <= most) continue
    const { program, connection, channel } = consumer.event
    const elsewhere = wire.all('basic.qos').find((qos) => qos.connection === connection && qos.channel !== channel)
    return {
      mistake: 'no-prefetch',
      message:
        `${program} consumed without a limit and was sent ${count(held.length, 'message')} at once: the broker gives a consumer with no prefetch all there is. ` +
        (elsewhere
          ? `Your basic.qos went out on channel ${elsewhere.channel}, the consumer is on channel ${channel}: a prefetch counts on its own channel.`
          : `Call channel.prefetch(${most}) before consume.`),
      evidence: some([consumer.event.seq, elsewhere?.seq, ...held]),
    }
  }
  return undefined
}
