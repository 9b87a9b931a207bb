import type { Wire } from '../wire.ts'
import { bindingsFor } from './routed.ts'
import { some, type Seen } from './seen.ts'

/** `docker*` in a topic pattern: `*` and `#` stand for whole words only, within a word they stand for themselves. */
export function starWithinWord(wire: Wire, program: string, exchange: string): Seen | undefined {
  const odd = bindingsFor(wire, program, exchange).filter(({ routingKey }) =>
    routingKey.split('.').some((word) => /[*#]/.test(word) && word.length > 1),
  )
  const [first] = odd
  if (first === undefined) return undefined
  return {
    mistake: 'star-within-word',
    message:
      `The pattern ${first.routingKey} means these very characters: * and # stand for whole words, between dots, and nothing else. ` +
      'No key here contains a star, so the binding lets nothing through.',
    evidence: some(odd.map(({ event }) => event.seq)),
  }
}
