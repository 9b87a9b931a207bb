import { bindingsOf } from '../declarations.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** A consumer was there before its queue was bound to the exchange, and what was published meanwhile went past it. */
export function bindsTooLate(wire: Wire, exchange: string): Seen | undefined {
  const bindings = bindingsOf(wire).filter((binding) => binding.exchange === exchange)
  for (const consumer of wire.consumers) {
    const { queue, program, seq } = consumer.event
    const bound = bindings.find((binding) => binding.queue === queue)
    const since = bound?.since ?? bound?.event.seq
    if (bound === undefined || since === undefined || since < seq) continue
    const missed = wire.given.filter((given) => given.exchange === exchange && given.seq > seq && given.seq < since)
    if (missed.length === 0) continue
    return {
      mistake: 'binds-too-late',
      message:
        `${program} began to consume before its queue was bound: ${count(missed.length, 'message')} published to ${exchange} in between went past it. ` +
        'An exchange keeps nothing; who is bound later gets what comes later. First declare, then bind, then consume.',
      evidence: some([seq, bound.event.seq, since, ...missed.map((given) => given.seq)]),
    }
  }
  return undefined
}
