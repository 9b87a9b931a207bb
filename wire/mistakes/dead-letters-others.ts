import { keyOf } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** Messages that nothing was wrong with lie among the dead letters: one refusal with `multiple` took them along, or they were refused themselves. */
export function deadLettersOthers(wire: Wire, queue: string, healthy: (messageId: string) => boolean): Seen | undefined {
  const taken = wire.all('lab.take').filter((message) => message.queue === queue && healthy(keyOf(message)))
  if (taken.length === 0) return undefined
  const keys = new Set(taken.map(keyOf))
  const refusals = wire.settlements.filter(
    ({ event, covers }) => event.type !== 'basic.ack' && covers.some((delivery) => keys.has(keyOf(delivery.event))),
  )
  const bulk = refusals.some(({ multiple }) => multiple)
  return {
    mistake: 'dead-letters-others',
    message:
      `${count(taken.length, 'message')} that nothing is wrong with landed in ${queue}` +
      (bulk
        ? ': a nack with multiple=true refuses everything delivered up to its tag, what is still in work too. Refuse one message: channel.nack(message, false, false).'
        : ': your program refused what it could have processed.'),
    evidence: some([...refusals.map(({ event }) => event.seq), ...taken.map(({ seq }) => seq)]),
  }
}
