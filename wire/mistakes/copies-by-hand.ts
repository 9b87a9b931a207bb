import { keyOf } from '../message.ts'
import type { Wire } from '../wire.ts'
import { deathsOf } from '../x-death.ts'
import { count, some, type Seen } from './seen.ts'

/** What lies in the queue for dead letters was published there by the program itself: it bears no x-death. */
export function copiesByHand(wire: Wire, queue: string): Seen | undefined {
  const plain = wire.all('lab.take').filter((taken) => taken.queue === queue && deathsOf(taken.properties).length === 0)
  const copies = plain.flatMap((taken) => {
    const publish = wire.publishes.find(({ event }) => event.body.sha256 === taken.body.sha256 || keyOf(event) === keyOf(taken))
    return publish ? [{ taken, publish }] : []
  })
  if (copies.length === 0) return undefined
  return {
    mistake: 'copies-by-hand',
    message:
      `Your program published ${count(copies.length, 'message')} to ${queue} itself. A copy bears no x-death: where it was refused, why and how often, nobody can tell; ` +
      'and a crash between the publish and the ack makes two of one. Refuse the message, and let its queue’s dead-letter exchange move it.',
    evidence: some(copies.flatMap(({ taken, publish }) => [publish.event.seq, taken.seq])),
  }
}
