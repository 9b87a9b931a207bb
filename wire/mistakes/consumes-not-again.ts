import type { Wire } from '../wire.ts'
import { afterRestart, deadlineAfter, waited } from './restarted.ts'
import { some, type Seen } from './seen.ts'

/** The program connected again, and set up no consumer there. */
export function consumesNotAgain(wire: Wire, program: string): Seen | undefined {
  const after = afterRestart(wire, program)
  if (after === undefined || after.connected.length === 0 || after.consumed.length > 0) return undefined
  const deadline = deadlineAfter(wire, after.stop)
  if (after.exit === undefined && deadline === undefined) return undefined
  return {
    mistake: 'consumes-not-again',
    message: `Your program connected again, but sent no basic.consume on the new connection${waited(deadline)}. Channels, prefetch and consumers end with their connection: whatever you did after the first connect has to be done after each.`,
    evidence: some([after.stop, ...after.connected, after.exit?.seq, deadline?.seq]),
  }
}
