import type { Wire } from '../wire.ts'
import { count, some, type Seen, type Work } from './seen.ts'

/** A redelivered message was acknowledged without its work: redelivered means "may have been delivered before", not "done". */
export function skipsRedelivered(wire: Wire, work: Work): Seen | undefined {
  const skipped = wire.deliveries.filter(
    (delivery) => delivery.event.redelivered && delivery.settledBy?.event.type === 'basic.ack' && work(delivery) === undefined,
  )
  if (skipped.length === 0) return undefined
  return {
    mistake: 'skips-redelivered',
    message: `You acknowledged ${count(skipped.length, 'redelivered message')} without doing the work. redelivered=true says only that RabbitMQ gave the message out before, not that anybody finished it.`,
    evidence: some(skipped.flatMap((delivery) => [delivery.event.seq, delivery.settledBy?.event.seq])),
  }
}
