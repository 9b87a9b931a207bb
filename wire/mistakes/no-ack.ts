import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** basic.consume (or basic.get) asked for automatic acknowledgement. */
export function noAck(wire: Wire): Seen | undefined {
  const asked = [...wire.all('basic.consume'), ...wire.all('basic.get')].filter((event) => event.noAck)
  if (asked.length === 0) return undefined
  const forgotten = wire.deliveries.filter((delivery) => delivery.noAck)
  return {
    mistake: 'no-ack',
    message:
      `You asked for no-ack mode (noAck: true): RabbitMQ forgot ${forgotten.length === 1 ? 'the message' : `all ${forgotten.length} messages`} the moment it sent them. ` +
      'If your program dies now, they are lost. Leave noAck out and acknowledge each message yourself.',
    evidence: some([...asked.map((event) => event.seq), ...forgotten.map((delivery) => delivery.event.seq)]),
  }
}
