import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** Several consumers take from one reply queue: the broker deals replies out in turn, so most come to one that did not ask. */
export function consumerPerCall(wire: Wire, requests: readonly Publish[]): Seen | undefined {
  const queues = new Set(requests.flatMap(({ event }) => event.properties.replyTo ?? []))
  for (const queue of queues) {
    const consumers = wire.consumers.filter((consumer) => consumer.queue === queue)
    if (consumers.length < 2) continue
    return {
      mistake: 'consumer-per-call',
      message: `${consumers.length} consumers take from the one reply queue ${queue}. The broker gives each reply to the next consumer in turn, not to the one that waits for it, and who gets another’s reply loses it. Consume once, and look up by the correlation id who waits.`,
      evidence: some(consumers.map(({ event }) => event.seq)),
    }
  }
  return undefined
}
