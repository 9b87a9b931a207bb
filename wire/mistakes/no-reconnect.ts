import type { Wire } from '../wire.ts'
import { afterRestart, deadlineAfter, waited } from './restarted.ts'
import { some, type Seen } from './seen.ts'

/** The connection broke, and the program never dialled again: it ended in good order, or ran on without a broker. */
export function noReconnect(wire: Wire, program: string): Seen | undefined {
  const after = afterRestart(wire, program)
  if (after === undefined || after.dialled.length > 0) return undefined
  const { stop, start = Infinity, exit } = after
  const deadline = deadlineAfter(wire, start)
  if (exit === undefined && deadline === undefined) return undefined
  const ends = wire.all('socket.end').filter((end) => end.program === program && end.seq > stop)
  const how = exit
    ? 'it ended: with its connection gone, nothing was left that Node would wait for'
    : `it ran on, but did not dial again${waited(deadline)}`
  return {
    mistake: 'no-reconnect',
    message: `The broker was stopped and started again, and your program did not connect again: ${how}. amqplib does not do it for you. When the connection emits 'close', wait a moment, connect, and set everything up anew.`,
    evidence: some([stop, ...ends.map(({ seq }) => seq), exit?.seq, deadline?.seq]),
  }
}
