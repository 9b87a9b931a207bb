import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** What failed was refused with requeue=true: it goes to the head of its queue, without a delay and without a count. */
export function retriesByRequeue(wire: Wire): Seen | undefined {
  const requeues = wire.settlements.filter(({ event, covers }) => event.type !== 'basic.ack' && event.requeue && covers.length > 0)
  if (requeues.length === 0) return undefined
  return {
    mistake: 'retries-by-requeue',
    message:
      `${count(requeues.length, 'refusal')} with requeue=true: the message went back to the head of its queue, and came again at once, before all others. ` +
      'Nothing counts such a return. Refuse with requeue=false, and let a dead-letter exchange move it to a queue in which it waits.',
    evidence: some(requeues.flatMap(({ event, covers }) => [...covers.map((delivery) => delivery.event.seq), event.seq])),
  }
}
