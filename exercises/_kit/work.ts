// In module A the work of a consumer is a message it publishes: so its order against the ack is on the wire.
import { jsonOf, type Delivery, type Publish } from '@ackademy/wire/message.ts'
import type { Work } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export interface Answering {
  /** The queue whose messages are the work to do. */
  readonly from: string
  /** The queue the results go to, by the default exchange. */
  readonly to: string
  /** Whether `result` (parsed JSON) is the right one for `given` (parsed JSON). */
  readonly right: (given: unknown, result: unknown) => boolean
}

/** Results that reached the broker. */
export const results = (wire: Wire, to: string): readonly Publish[] =>
  wire.publishes.filter(
    ({ event, lost, returnedBy }) => event.exchange === '' && event.routingKey === to && lost === undefined && returnedBy === undefined,
  )

/** For a delivery, all its right results: its id is random, so nobody can have sent them before the message was seen. */
export const answers =
  (wire: Wire, { to, right }: Answering) =>
  (delivery: Delivery): readonly Publish[] => {
    const given = jsonOf(delivery.event.body)
    return results(wire, to).filter((publish) => right(given, jsonOf(publish.event.body)))
  }

/** For a delivery, the first right result. */
export const answered = (wire: Wire, answering: Answering): Work => {
  const all = answers(wire, answering)
  return (delivery) => all(delivery)[0]
}
