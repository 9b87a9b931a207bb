import type { Wire } from '../wire.ts'
import { bindingsFor } from './routed.ts'
import { some, type Seen } from './seen.ts'

/** A wildcard in a binding to a direct exchange, which only compares. */
export function patternOnDirect(wire: Wire, program: string, exchange: string): Seen | undefined {
  const patterns = bindingsFor(wire, program, exchange).filter(({ routingKey }) => /[*#]/.test(routingKey))
  const [first] = patterns
  if (first === undefined) return undefined
  return {
    mistake: 'pattern-on-direct',
    message:
      `The exchange ${exchange} is a direct exchange: it compares the key ${first.routingKey} letter by letter, and no message has that key. ` +
      'Wildcards are for topic exchanges. Here each key you want takes a binding of its own.',
    evidence: some(patterns.map(({ event }) => event.seq)),
  }
}
