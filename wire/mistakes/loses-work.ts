import { keyOf } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen, type Work } from './seen.ts'

/** What the lab sent has no result, and RabbitMQ has forgotten it: it was acknowledged (or sent in no-ack mode) and then the program died. */
export function losesWork(wire: Wire, work: Work): Seen | undefined {
  if (wire.deadline === undefined) return undefined
  const byMessage = Map.groupBy(wire.deliveries, (delivery) => keyOf(delivery.event))
  const lost = [...byMessage.values()].filter(
    (deliveries) =>
      !deliveries.some((delivery) => work(delivery)) &&
      deliveries.some((delivery) => delivery.noAck || delivery.settledBy?.event.type === 'basic.ack'),
  )
  if (lost.length === 0) return undefined
  return {
    mistake: 'loses-work',
    message: `${count(lost.length, 'message')} lost: RabbitMQ had forgotten ${lost.length === 1 ? 'it' : 'them'} before the work was done, then the program died, and there is no result.`,
    evidence: some([
      ...lost.flatMap((deliveries) => deliveries.flatMap((delivery) => [delivery.event.seq, delivery.settledBy?.event.seq])),
      wire.deadline.seq,
    ]),
  }
}
