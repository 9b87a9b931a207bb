import { errorIn } from '../diagnosis.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** The program ended by itself, without connection.close, while deliveries were unacknowledged. */
export function diesHolding(wire: Wire): Seen | undefined {
  for (const exit of wire.all('process.exit')) {
    if (exit.by !== 'itself') continue
    const ends = wire.all('socket.end').filter((end) => end.program === exit.program && !wire.saidGoodbye(end.connection))
    const held = wire.deliveries.filter((delivery) => ends.some((end) => end.seq === delivery.returnedBy))
    if (held.length === 0) continue
    const error = errorIn(exit.outputTail)
    return {
      mistake: 'dies-holding',
      message:
        `Your program died (${exit.signal ?? `exit code ${exit.code}`}) holding ${count(held.length, 'unacknowledged message')}` +
        `${error ? `; Node says: ${error}` : ''}. RabbitMQ puts ${held.length === 1 ? 'it' : 'them'} back in the queue and delivers ${held.length === 1 ? 'it' : 'them'} again with redelivered=true. ` +
        'A rejected promise or an exception in the handler must be caught.',
      evidence: some([...held.map((delivery) => delivery.event.seq), ...ends.map((end) => end.seq), exit.seq]),
    }
  }
  return undefined
}
