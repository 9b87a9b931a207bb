import { errorIn } from '../diagnosis.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** The program died before it was connected, as it took the promise of a connection for the connection. Node's own words tell. */
export function forgetsAwait(wire: Wire): Seen | undefined {
  for (const exit of wire.all('process.exit')) {
    if (exit.by !== 'itself' || wire.all('connection.open').some((event) => event.program === exit.program)) continue
    const error = errorIn(exit.outputTail)
    if (error === undefined || !/\.create(?:Confirm)?Channel is not a function/.test(error)) continue
    const start = wire.all('process.start').findLast((event) => event.program === exit.program)
    return {
      mistake: 'forgets-await',
      message: `Your program died before it was connected; Node says: ${error}. What amqp.connect() returns is a promise of a connection: put await before it, and before each call that asks the broker for something.`,
      evidence: some([start?.seq, exit.seq]),
    }
  }
  return undefined
}
