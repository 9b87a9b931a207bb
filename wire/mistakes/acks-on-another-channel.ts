import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** Delivery tags belong to their channel: the tag was unknown on the channel the ack came on, and unsettled on another. */
export function acksOnAnotherChannel(wire: Wire): Seen | undefined {
  const wrong = wire.settlements.find((settlement) => settlement.stray?.why === 'other-channel')
  if (wrong?.stray?.why !== 'other-channel') return undefined
  const { delivery } = wrong.stray
  const refusal = wire.refusals.find((closure) => closure.seq > wrong.event.seq && closure.replyCode === 406)
  return {
    mistake: 'acks-on-another-channel',
    message:
      `You acknowledged on another channel: delivery ${wrong.event.deliveryTag} came on channel ${delivery.event.channel}, its ack on channel ${wrong.event.channel}. ` +
      'A delivery tag counts only on the channel that delivered it' +
      (refusal ? `; RabbitMQ closed channel ${wrong.event.channel}: ${refusal.replyCode} ${refusal.replyText}.` : '.'),
    evidence: some([delivery.event.seq, wrong.event.seq, refusal?.seq]),
  }
}
