import type { Wire } from '../wire.ts'
import { bindingsFor } from './routed.ts'
import { count, some, type Seen } from './seen.ts'

/** Messages were delivered that were not wanted: the bindings let them through. */
export function bindingTooWide(wire: Wire, program: string, exchange: string, wanted: (key: string) => boolean): Seen | undefined {
  const unwanted = wire.deliveries.filter(({ event }) => event.program === program && event.exchange === exchange && !wanted(event.routingKey))
  const [first] = unwanted
  if (first === undefined) return undefined
  const bindings = bindingsFor(wire, program, exchange)
  const keys = [...new Set(bindings.map(({ routingKey }) => routingKey))].join(' and ')
  return {
    mistake: 'binding-too-wide',
    message:
      `${count(unwanted.length, 'message')} came to ${program} that nobody asked for, the first with the key ${first.event.routingKey}: ` +
      `bound with ${keys}, your queue lets ${unwanted.length === 1 ? 'it' : 'them'} through. What is sorted out in the program has crossed the network first; say in the binding what you want.`,
    evidence: some([...bindings.map(({ event }) => event.seq), ...unwanted.map(({ event }) => event.seq)]),
  }
}
