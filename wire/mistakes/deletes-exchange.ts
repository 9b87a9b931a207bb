import { bindingsOf } from '../declarations.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** exchange.delete took the bindings of other programs with it. */
export function deletesExchange(wire: Wire, exchange: string): Seen | undefined {
  const bindings = bindingsOf(wire).filter((binding) => binding.exchange === exchange)
  const cases = wire.all('exchange.delete').flatMap((deleted) => {
    if (deleted.exchange !== exchange) return []
    return [{ deleted, others: bindings.filter(({ event }) => event.seq < deleted.seq && event.program !== deleted.program) }]
  })
  const worst = cases.find(({ others }) => others.length > 0) ?? cases[0]
  if (worst === undefined) return undefined
  const { deleted, others } = worst
  const hurt = [...new Set(others.map(({ event }) => event.program))]
  return {
    mistake: 'deletes-exchange',
    message:
      `${deleted.program} deleted the exchange ${exchange}. All bindings went with it` +
      `${hurt.length > 0 ? `, those of ${hurt.join(' and ')} too: nothing reaches ${hurt.length === 1 ? 'it' : 'them'} any more` : ''}. ` +
      'Declaring it again makes a new exchange that nobody is bound to. An exchange is shared: leave it.',
    evidence: some([...others.map(({ event }) => event.seq), deleted.seq]),
  }
}
