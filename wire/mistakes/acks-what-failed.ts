import type { Delivery } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** A message that can't be processed was acknowledged, as if it had been: the broker forgets it. */
export function acksWhatFailed(wire: Wire, failed: (delivery: Delivery) => boolean): Seen | undefined {
  const acked = wire.deliveries.filter((delivery) => failed(delivery) && delivery.settledBy?.event.type === 'basic.ack')
  if (acked.length === 0) return undefined
  const messages = count(acked.length, 'message')
  return {
    mistake: 'acks-what-failed',
    message:
      `You acknowledged ${messages} that could not be processed: an ack says “done”, and RabbitMQ forgot ${acked.length === 1 ? 'it' : 'them'}. ` +
      'Nobody will ever know. See to it first that somebody gets what fails: refuse it into a dead-letter exchange, or publish it to a queue that is looked at.',
    evidence: some(acked.flatMap((delivery) => [delivery.event.seq, delivery.settledBy?.event.seq])),
  }
}
