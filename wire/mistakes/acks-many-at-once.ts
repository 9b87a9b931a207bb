import type { Wire } from '../wire.ts'
import { count, some, type Seen, type Work } from './seen.ts'

/** One ack with `multiple` settled deliveries whose work was not done yet: amqplib's second argument, allUpTo. */
export function acksManyAtOnce(wire: Wire, work: Work): Seen | undefined {
  for (const ack of wire.settlements) {
    if (!ack.multiple || ack.covers.length < 2) continue
    const unfinished = ack.covers.filter((delivery) => {
      const done = work(delivery)
      return done === undefined || done.event.seq > ack.event.seq
    })
    if (unfinished.length === 0) continue
    return {
      mistake: 'acks-many-at-once',
      message:
        `One ack confirmed ${count(ack.covers.length, 'message')}: basic.ack with multiple=true settles everything delivered up to its tag, and ` +
        `${count(unfinished.length, 'message')} of these ${unfinished.length === 1 ? 'was' : 'were'} still in work. Call ack(message) without allUpTo.`,
      evidence: some([ack.event.seq, ...ack.covers.map((delivery) => delivery.event.seq)]),
    }
  }
  return undefined
}
