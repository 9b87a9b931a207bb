import { errorIn } from '../diagnosis.ts'
import type { Wire } from '../wire.ts'
import { afterRestart, waited } from './restarted.ts'
import { count, some, type Seen } from './seen.ts'

/** The program dialled while the broker was down, and not again once it was back. */
export function givesUpReconnecting(wire: Wire, program: string): Seen | undefined {
  const after = afterRestart(wire, program)
  if (after === undefined || after.dialled.length === 0 || after.connected.length > 0) return undefined
  const { start = Infinity, exit } = after
  const deadline = wire.all('lab.deadline').find(({ seq }) => seq > start)
  if (exit === undefined && deadline === undefined) return undefined
  const error = exit && errorIn(exit.outputTail)
  const end = exit
    ? `it ended (${exit.signal ?? `exit code ${exit.code}`}${error ? `; Node says: ${error}` : ''})`
    : `it did not dial again${waited(wire, start)}`
  return {
    mistake: 'gives-up-reconnecting',
    message: `Your program dialled ${count(after.dialled.length, 'time')} while the broker was down, and then ${end}. A broker takes some seconds to start: try until it answers, with a short pause between two attempts.`,
    evidence: some([after.stop, ...after.dialled, exit?.seq, deadline?.seq]),
  }
}
