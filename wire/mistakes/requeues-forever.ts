import { keyOf } from '../message.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

const TOO_OFTEN = 10

/** The same message is refused with requeue=true again and again: amqplib's default for nack and reject. */
export function requeuesForever(wire: Wire): Seen | undefined {
  const refused = new Map<string, number[]>()
  for (const { event, covers } of wire.settlements) {
    if (event.type === 'basic.ack' || !event.requeue) continue
    for (const delivery of covers) {
      const key = keyOf(delivery.event)
      const numbers = [...(refused.get(key) ?? []), delivery.event.seq, event.seq]
      refused.set(key, numbers)
      if (numbers.length < TOO_OFTEN * 2) continue
      return {
        mistake: 'requeues-forever',
        message: `Endless loop: the same message was refused with requeue=true ${TOO_OFTEN} times and came back at once each time. Refuse what can't be processed with requeue=false (and a dead-letter exchange to keep it).`,
        evidence: some(numbers),
      }
    }
  }
  return undefined
}
