import type { Header } from './header.ts'

/** A published message; every queue it is routed to holds the same one. */
export interface Message extends Header {
  readonly exchange: string
  readonly routingKey: string
  /** Keys it is routed by as well: those of the headers CC and BCC (https://www.rabbitmq.com/docs/sender-selected). */
  readonly copies: readonly string[]
  readonly body: Buffer
  /** It has been dead-lettered: its `x-death` is the broker's. */
  readonly dead?: boolean
}

/** A message's place in one queue. */
export interface Entry {
  /** Counts what the queue ever took: a message that comes back goes to where it stood. */
  readonly position: number
  readonly message: Message
  /** What is delivered, where that is not the message itself. */
  readonly shown?: Message
  /** It may have been delivered before. */
  readonly redelivered: boolean
  /** How often it has come back: a quorum queue counts. */
  readonly returns: number
  /** How often of these since its channel was gone. */
  readonly losses: number
  /** When its time to live is over, by the clock; undefined: never. */
  readonly expiry: number | undefined
}
