// What the rules about retries ask. An attempt is a delivery that is not flagged redelivered: what came back because its consumer died, or
// refused it with requeue, is the same attempt once more. Copies that a program made of a message are told by what is in them.
import type { Body } from '@ackademy/contract/recording.ts'
import type { Delivery, Publish } from '../message.ts'
import type { Wire } from '../wire.ts'

/** Tells a message, and each copy of it, from the others. */
export type Identify = (message: { readonly body: Body }) => string | undefined

/** The deliveries of each message that are attempts, in their order. */
export function attemptsBy(wire: Wire, idOf: Identify): Map<string, Delivery[]> {
  const attempts = new Map<string, Delivery[]>()
  for (const delivery of wire.deliveries) {
    const id = idOf(delivery.event)
    if (id === undefined || delivery.event.redelivered) continue
    attempts.set(id, [...(attempts.get(id) ?? []), delivery])
  }
  return attempts
}

/** The copies that a program published of what it was given, to anywhere but where its results go. */
export const copiesOf = (wire: Wire, idOf: Identify, results: string): Publish[] =>
  wire.publishes.filter(({ event }) => {
    const id = idOf(event)
    return event.routingKey !== results && id !== undefined && wire.deliveries.some((delivery) => idOf(delivery.event) === id)
  })

/**
 * Each copy with the delivery it was made for. A message may be out twice, when its copy came round before the original was settled: the
 * first copy is of the first delivery then, the second of the second.
 */
export function pairsOf(wire: Wire, idOf: Identify, results: string): { copy: Publish; original: Delivery }[] {
  const paired = new Set<Delivery>()
  return copiesOf(wire, idOf, results).flatMap((copy) => {
    const original = wire.deliveries.find(
      (delivery) =>
        !paired.has(delivery) &&
        delivery.event.program === copy.event.program &&
        idOf(delivery.event) === idOf(copy.event) &&
        delivery.event.seq < copy.event.seq &&
        (delivery.returnedBy ?? Infinity) > copy.event.seq &&
        (delivery.settledBy === undefined || delivery.settledBy.event.type === 'basic.ack'),
    )
    if (original === undefined) return []
    paired.add(original)
    return [{ copy, original }]
  })
}
