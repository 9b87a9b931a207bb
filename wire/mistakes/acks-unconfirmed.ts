import type { Delivery, Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { arrival } from './arrival.ts'
import { count, some, type Seen } from './seen.ts'

/** A delivery was acknowledged before the broker had confirmed any of its results. `resultsOf`: all of them, in order. */
export function acksUnconfirmed(wire: Wire, resultsOf: (delivery: Delivery) => readonly Publish[]): Seen | undefined {
  const early = wire.deliveries.filter((delivery) => {
    const ack = delivery.settledBy
    const results = resultsOf(delivery)
    if (ack?.event.type !== 'basic.ack' || results.length === 0) return false
    return !results.some(({ confirmedBy }) => confirmedBy !== undefined && arrival(wire, confirmedBy) < ack.event.seq)
  })
  const [first] = early
  if (first === undefined) return undefined
  return {
    mistake: 'acks-unconfirmed',
    message:
      `You acknowledged ${count(early.length, 'message')} before the broker had confirmed ${early.length === 1 ? 'its result' : 'their results'}. ` +
      'A broker that fails in between has neither the message nor its result. Publish, wait for the confirm, then acknowledge.',
    evidence: some(
      early.flatMap((delivery) => [delivery.event.seq, ...resultsOf(delivery).map(({ event }) => event.seq), delivery.settledBy?.event.seq]),
    ),
  }
}
