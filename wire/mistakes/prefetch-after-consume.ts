import type { Wire } from '../wire.ts'
import { heldAtMost, limitsOf } from './prefetch.ts'
import { count, some, type Seen } from './seen.ts'

/** basic.qos came only after basic.consume on that channel: it holds for consumers that start later, so for none. */
export function prefetchAfterConsume(wire: Wire): Seen | undefined {
  const late = wire.consumers.flatMap((consumer) => {
    const { before, after } = limitsOf(wire, consumer)
    const [qos] = after
    return before.length === 0 && qos ? [{ consumer, qos }] : []
  })
  const first = late[0]
  if (first === undefined) return undefined
  const most = wire.consumers.map((consumer) => heldAtMost(wire, consumer)).reduce((one, other) => (other.length > one.length ? other : one), [])
  return {
    mistake: 'prefetch-after-consume',
    message:
      `basic.qos came after basic.consume: a prefetch holds for consumers that are started after it, so this consumer had no limit` +
      `${most.length > 1 ? ` and ${count(most.length, 'message')} went to one worker at once` : ''}. Call await channel.prefetch(…) first, then consume.`,
    evidence: some([...late.flatMap(({ consumer, qos }) => [consumer.event.seq, qos.seq]), ...most]),
  }
}
