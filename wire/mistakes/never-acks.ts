import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** Deliveries came, the lab waited, and not one was acknowledged. */
export function neverAcks(wire: Wire): Seen | undefined {
  const held = wire.deliveries.filter((delivery) => !delivery.noAck)
  if (held.length === 0 || wire.deadline === undefined || wire.settlements.length > 0) return undefined
  const waited = wire.deadline.waitedMs
  return {
    mistake: 'never-acks',
    message:
      `You never acknowledged: ${count(held.length, 'message')} delivered, no basic.ack in the ${(waited / 1000).toFixed(1)} s the lab waited after the last event. ` +
      'RabbitMQ keeps them as unacknowledged and gives them out again when your connection ends.',
    evidence: some([...held.map((delivery) => delivery.event.seq), wire.deadline.seq]),
  }
}
