import { errorIn } from '../diagnosis.ts'
import type { Delivery } from '../message.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** The program died after a reply had come to it for which no request was open. */
export function tripsOverStrayReply(wire: Wire, isStray: (delivery: Delivery) => boolean): Seen | undefined {
  for (const exit of wire.all('process.exit')) {
    const error = errorIn(exit.outputTail)
    if (exit.by !== 'itself' || exit.code === 0 || error === undefined) continue
    const stray = wire.deliveries.find((delivery) => delivery.event.program === exit.program && delivery.event.seq < exit.seq && isStray(delivery))
    if (stray === undefined) continue
    return {
      mistake: 'trips-over-stray-reply',
      message: `Your program died over a reply that none of its open requests was waiting for; Node says: ${error}. Such replies come: to a request given up, or twice to the same one. Look whether the correlation id is known before you use what it stands for.`,
      evidence: some([stray.event.seq, exit.seq]),
    }
  }
  return undefined
}
