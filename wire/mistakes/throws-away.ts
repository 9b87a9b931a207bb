import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** nack or reject with requeue=false on a queue without a dead-letter exchange: RabbitMQ drops the message. */
export function throwsAway(wire: Wire): Seen | undefined {
  const keeps = (queue: string | undefined) =>
    [...wire.all('queue.declare'), ...wire.all('lab.queue')].some(
      (declare) => declare.queue === queue && 'x-dead-letter-exchange' in declare.arguments,
    )
  const thrown = wire.settlements.filter(
    ({ event, covers }) => event.type !== 'basic.ack' && !event.requeue && covers.some((delivery) => !keeps(delivery.queue)),
  )
  if (thrown.length === 0) return undefined
  return {
    mistake: 'throws-away',
    message: `Message thrown away: ${count(thrown.length, 'refusal')} with requeue=false on a queue that has no dead-letter exchange. RabbitMQ dropped what you refused.`,
    evidence: some(thrown.flatMap(({ event, covers }) => [event.seq, ...covers.map((delivery) => delivery.event.seq)])),
  }
}
