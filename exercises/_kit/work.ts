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

/** For a delivery, the first right result: its id is random, so nobody can have sent it before the message was seen. */
export const answered =
  (wire: Wire, { to, right }: Answering): Work =>
  (delivery: Delivery): Publish | undefined => {
    const given = jsonOf(delivery.event.body)
    return results(wire, to).find((publish) => right(given, jsonOf(publish.event.body)))
  }
