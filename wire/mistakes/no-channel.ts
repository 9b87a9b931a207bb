import { errorIn } from '../diagnosis.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** A program connected and never opened a channel; proved by its end or by a deadline. All work is done on channels. */
export function noChannel(wire: Wire): Seen | undefined {
  for (const connected of wire.all('connection.open-ok')) {
    const { program } = connected
    if (wire.all('channel.open').some((event) => event.program === program)) continue
    const exit = wire.all('process.exit').findLast((event) => event.program === program && event.by === 'itself')
    if (exit === undefined && wire.deadline === undefined) continue
    const error = exit && errorIn(exit.outputTail)
    return {
      mistake: 'no-channel',
      message:
        `Your program connected but never opened a channel${exit ? ' before it ended' : ''}${error ? `; Node says: ${error}` : ''}. ` +
        'A connection knows no queues: they are declared and sent to on a channel. Write const channel = await connection.createChannel(), with the await.',
      evidence: some([connected.seq, exit?.seq, exit ? undefined : wire.deadline?.seq]),
    }
  }
  return undefined
}
