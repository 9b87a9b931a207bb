import type { Properties } from '@ackademy/contract/recording.ts'

/** A published message; every queue it is routed to holds the same one. */
export interface Message {
  readonly exchange: string
  readonly routingKey: string
  readonly properties: Properties
  /** The content header's payload as the publisher sent it: what a field table's JSON cannot tell apart stays as it was. */
  readonly header: Buffer
  readonly body: Buffer
}

/** A message's place in one queue. */
export interface Entry {
  /** Counts what the queue ever took: a message that comes back goes to where it stood. */
  readonly position: number
  readonly message: Message
  /** It may have been delivered before. */
  readonly redelivered: boolean
}
