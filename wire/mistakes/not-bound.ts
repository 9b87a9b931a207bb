import { bindingsOf } from '../declarations.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** A program consumes from queues none of which was ever bound to the exchange it should hear of. */
export function notBound(wire: Wire, exchange: string, programs: readonly string[]): Seen | undefined {
  if (wire.deadline === undefined) return undefined
  const bound = bindingsOf(wire).filter((binding) => binding.exchange === exchange)
  for (const program of programs) {
    const consumes = wire.all('basic.consume').filter((event) => event.program === program)
    if (consumes.length === 0 || consumes.some(({ queue }) => bound.some((binding) => binding.queue === queue))) continue
    return {
      mistake: 'not-bound',
      message:
        `${program} waits at a queue that is not bound to the exchange ${exchange}: nothing published there can reach it. ` +
        `Bind it: channel.bindQueue(queue, '${exchange}', '').`,
      evidence: some([...consumes.map(({ seq }) => seq), wire.deadline.seq]),
    }
  }
  return undefined
}
