import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** The lab waited for `program` to end, and it kept its connection open: the socket keeps a Node program running. `when` says what to do. */
export function neverEnds(wire: Wire, program: string, when: string): Seen | undefined {
  const deadline = wire.deadline
  const opened = wire.all('socket.open').filter((event) => event.program === program)
  if (deadline === undefined || opened.length === 0) return undefined
  const closed = wire.all('socket.end').filter((end) => end.program === program && end.seq < deadline.seq)
  const exited = wire.all('process.exit').some((exit) => exit.program === program && exit.by === 'itself')
  if (exited || closed.length === opened.length) return undefined
  return {
    mistake: 'never-ends',
    message: `Your program did not close its connection and kept running. ${when}`,
    evidence: some([opened[0]?.seq, deadline.seq]),
  }
}
