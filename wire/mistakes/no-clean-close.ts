import type { Of, Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** A socket of `program` ended from its side without connection.close: process.exit(), or a crash. */
export function noCleanClose(wire: Wire, program: string): Seen | undefined {
  const cut = wire
    .all('socket.end')
    .find((end) => end.program === program && end.by !== 'lab' && !wire.saidGoodbye(end.connection) && !wasStopped(wire, end))
  if (cut === undefined) return undefined
  return {
    mistake: 'no-clean-close',
    message:
      'Your program ended without closing its connection: the broker saw the socket break off. What was still in the buffer is lost. Call await connection.close().',
    evidence: some([cut.seq, wire.last('process.exit')?.seq]),
  }
}

/** The socket broke off because the lab or the learner ended the program. */
function wasStopped(wire: Wire, end: Of<'socket.end'>): boolean {
  const exit = wire.all('process.exit').find((event) => event.program === end.program && event.seq > end.seq)
  const waitedOn = wire.deadline !== undefined && wire.deadline.seq > end.seq
  return exit !== undefined && exit.by !== 'itself' && !waitedOn
}
