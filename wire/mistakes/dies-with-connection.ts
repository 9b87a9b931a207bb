import type { Wire } from '../wire.ts'
import { afterRestart } from './restarted.ts'
import { ending, some, type Seen } from './seen.ts'

/** The program died of an error when the broker went away, before it dialled again. */
export function diesWithConnection(wire: Wire, program: string): Seen | undefined {
  const after = afterRestart(wire, program)
  const exit = after?.exit
  if (exit === undefined || exit.code === 0 || after === undefined || after.dialled.length > 0) return undefined
  const ends = wire.all('socket.end').filter((end) => end.program === program && end.seq > after.stop)
  const evidence = some([after.stop, ...ends.map(({ seq }) => seq), exit.seq])
  const died = `The broker was stopped, the connection broke, and your program died of it (${ending(exit)}).`
  if (exit.outputTail.includes("Emitted 'error' event"))
    return {
      mistake: 'no-error-listener',
      message: `${died} A connection that breaks emits 'error', and an 'error' that nobody listens for ends a Node program: connection.on('error', …) on every connection you open.`,
      evidence,
    }
  return {
    mistake: 'dies-with-connection',
    message: `${died} What is under way when a connection breaks is rejected: catch it, and leave the message unacknowledged. It comes again once you are back.`,
    evidence,
  }
}
