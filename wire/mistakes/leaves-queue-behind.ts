import { queuesOf, type DeclaredQueue } from '../declarations.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/**
 * A subscriber's own queue is still there though the subscriber is gone, and fills. RabbitMQ from 4.3 on refuses some of these
 * queues at once (transient, not exclusive): the same mistake, told earlier.
 */
export function leavesQueueBehind(wire: Wire): Seen | undefined {
  const queues = queuesOf(wire).filter(({ event }) => !event.passive)
  const left = wire.all('broker.queue').find((asked) => asked.exists && queues.some(({ name }) => name === asked.queue))
  const owner = left && queues.findLast(({ name }) => name === left.queue)
  if (left && owner) {
    const piled =
      left.messagesReady === 0 ? '' : ` ${count(left.messagesReady, 'message')} ${left.messagesReady === 1 ? 'lies' : 'lie'} in it already.`
    return {
      mistake: 'leaves-queue-behind',
      message: `${owner.event.program} is gone and its queue ${owner.name} is still there, bound to the exchange: it fills with what nobody will read.${piled} ${why(owner)}`,
      evidence: some([owner.event.seq, left.seq]),
    }
  }
  const refusal = wire.refusals.find(({ replyText }) => replyText.includes('transient_nonexcl_queues'))
  if (refusal === undefined) return undefined
  const refused = queues.findLast(({ event }) => event.connection === refusal.connection && event.seq < refusal.seq)
  return {
    mistake: 'leaves-queue-behind',
    message: `A queue that is neither durable nor exclusive has nobody it belongs to, and RabbitMQ refused it: ${refusal.replyCode} ${refusal.replyText} Declare it exclusive.`,
    evidence: some([refused?.event.seq, refusal.seq]),
  }
}

const why = ({ event }: DeclaredQueue): string =>
  event.autoDelete
    ? 'autoDelete removes a queue when its last consumer leaves; this program died before it had one. exclusive: true ties the queue to the connection, whatever happens.'
    : 'Declared with exclusive: true, it would have gone with the connection.'
