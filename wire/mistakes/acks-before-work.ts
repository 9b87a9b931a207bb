import type { Delivery } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen, type Work } from './seen.ts'

/**
 * The ack of a delivery has a smaller number than the publish that is its work. Acks that settle several are acks-many-at-once.
 * `among`: the deliveries that have work to do.
 */
export function acksBeforeWork(wire: Wire, work: Work, among: readonly Delivery[] = wire.deliveries): Seen | undefined {
  const early = among.filter((delivery) => {
    const ack = delivery.settledBy
    if (ack === undefined || ack.event.type !== 'basic.ack' || ack.covers.length > 1) return false
    const done = work(delivery)
    return done === undefined ? wire.deadline !== undefined : ack.event.seq < done.event.seq
  })
  const first = early[0]
  if (first === undefined) return undefined
  return {
    mistake: 'acks-before-work',
    message:
      `You acknowledged before the work was done: ${count(early.length, 'message')} got basic.ack before ${early.length === 1 ? 'its' : 'their'} result was published` +
      `${work(first) === undefined ? ' (and no right result ever was)' : ''}. A crash in between loses the message: RabbitMQ has already forgotten it.`,
    evidence: some(early.flatMap((delivery) => [delivery.event.seq, delivery.settledBy?.event.seq, work(delivery)?.event.seq])),
  }
}
