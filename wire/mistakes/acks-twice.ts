import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** A delivery tag was settled that had been settled before: RabbitMQ closes the channel with 406. */
export function acksTwice(wire: Wire): Seen | undefined {
  const again = wire.settlements.find((settlement) => settlement.stray?.why === 'settled-before')
  if (again?.stray?.why !== 'settled-before') return undefined
  const { first } = again.stray
  const refusal = wire.refusals.find((closure) => closure.seq > again.event.seq && closure.replyCode === 406)
  const tag = again.event.deliveryTag
  return {
    mistake: 'acks-twice',
    message:
      (first.covers.length > 1
        ? `You acknowledged delivery ${tag} again after ${first.event.type} with multiple=true had settled it already. `
        : `You acknowledged delivery ${tag} twice. `) +
      (refusal ? `RabbitMQ closed the channel: ${refusal.replyCode} ${refusal.replyText}. ` : '') +
      'All that was unacknowledged on that channel goes back to the queue. Settle each delivery exactly once.',
    evidence: some([first.event.seq, again.event.seq, refusal?.seq]),
  }
}
