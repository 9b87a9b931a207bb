import type { Wire } from '../wire.ts'
import { afterRestart, deadlineAfter, waited } from './restarted.ts'
import { count, ending, some, type Seen } from './seen.ts'

/** The program dialled while the broker was down, and not again once it was back. */
export function givesUpReconnecting(wire: Wire, program: string): Seen | undefined {
  const after = afterRestart(wire, program)
  if (after === undefined || after.dialled.length === 0 || after.connected.length > 0) return undefined
  const { start = Infinity, exit } = after
  const deadline = deadlineAfter(wire, start)
  if (exit === undefined && deadline === undefined) return undefined
  const end = exit ? `it ended (${ending(exit)})` : `it did not dial again${waited(deadline)}`
  return {
    mistake: 'gives-up-reconnecting',
    message: `Your program dialled ${count(after.dialled.length, 'time')} while the broker was down, and then ${end}. A broker takes some seconds to start: try until it answers, with a short pause between two attempts.`,
    evidence: some([after.stop, ...after.dialled, exit?.seq, deadline?.seq]),
  }
}
