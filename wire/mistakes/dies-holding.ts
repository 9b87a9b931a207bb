import { errorIn } from '../diagnosis.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** amqplib closes the channel with it when a handler throws, just before the program dies of the error. */
const INTERNAL_ERROR = 541

/** The program ended by itself, without connection.close, while deliveries were unacknowledged. */
export function diesHolding(wire: Wire): Seen | undefined {
  for (const exit of wire.all('process.exit')) {
    if (exit.by !== 'itself') continue
    const ends = wire.all('socket.end').filter((end) => end.program === exit.program && !wire.saidGoodbye(end.connection))
    const thrown = wire
      .all('channel.close')
      .filter((close) => close.program === exit.program && close.replyCode === INTERNAL_ERROR && close.from === 'program')
    const given = [...ends, ...thrown].map(({ seq }) => seq)
    const held = wire.deliveries.filter(({ returnedBy }) => returnedBy !== undefined && given.includes(returnedBy))
    if (held.length === 0) continue
    const error = errorIn(exit.outputTail)
    return {
      mistake: 'dies-holding',
      message:
        `Your program died (${exit.signal ?? `exit code ${exit.code}`}) holding ${count(held.length, 'unacknowledged message')}` +
        `${error ? `; Node says: ${error}` : ''}. RabbitMQ puts ${held.length === 1 ? 'it' : 'them'} back in the queue and delivers ${held.length === 1 ? 'it' : 'them'} again with redelivered=true. ` +
        'A rejected promise or an exception in the handler must be caught.',
      evidence: some([...held.map((delivery) => delivery.event.seq), ...given, exit.seq]),
    }
  }
  return undefined
}
