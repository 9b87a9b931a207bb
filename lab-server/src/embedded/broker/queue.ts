// What exchanges, channels and the virtual host know of a queue, whatever its type.
import type { Consumer } from './line.ts'
import type { Clock } from './clock.ts'
import type { Reason } from './dead-letter.ts'
import type { Memory } from './memory.ts'
import type { Entry, Message } from './message.ts'
import type { QueueSettings } from './queue-arguments.ts'
import type { Release } from './release.ts'
import type { Arguments } from './raw-table.ts'

export interface QueueProperties {
  readonly durable: boolean
  readonly autoDelete: boolean
  /** The connection that alone may use it, if it is exclusive. */
  readonly owner: object | undefined
  readonly arguments: Arguments
  readonly settings: QueueSettings
}

/** What a delivery comes to: done with, to be delivered again, given up, or to be delivered again since its channel is gone. */
export type Settlement = 'ack' | 'requeue' | 'reject' | 'lost'

export interface Queue {
  readonly name: string
  readonly properties: QueueProperties
  readonly ready: number
  readonly unacknowledged: number
  /** Bytes of the bodies that are ready. */
  readonly bytes: number
  readonly consumers: Iterable<Consumer> & { readonly length: number }
  /** With x-single-active-consumer: who alone is served. */
  readonly active: Consumer | undefined
  /** As queue.declare-ok tells it. */
  readonly consumerCount: number
  /** False: it refuses the message, being full. */
  publish(message: Message): boolean
  /** One message for basic.get. Throws where it may not be asked. */
  take(noAck: boolean): Entry | undefined
  /**
   * What one consumer, or one basic.get, was given: all for the same end. `consumer` may be able to take more.
   * What is lost is not delivered yet: `resume` follows.
   */
  settle(settlement: Settlement, entries: readonly Entry[], consumer: Consumer | undefined): void
  /** Throws access-refused where either consumer insists on being the only one. */
  admits(exclusive: boolean): void
  add(consumer: Consumer): void
  remove(consumer: Consumer): void
  /** It may be able to take more, or any (undefined). */
  resume(consumer: Consumer | undefined): void
  /** It has been declared again, or asked: its x-expires begins anew. */
  touch(): void
  purge(): number
  /** What is ready and outlives a stop of the broker. */
  durable(): Iterable<Entry>
  /** Takes what was durable, before anything else arrives. */
  restore(entries: readonly Entry[]): void
  /** Dismisses its consumers; what comes back to it later is dropped. */
  end(): void
}

/** What a queue asks of the virtual host it is in. */
export interface QueueHost {
  readonly clock: Clock
  readonly memory: Memory
  readonly release: Release
  described(kind: 'queue' | 'exchange', name: string): string
  /** To the queue's dead-letter exchange; nothing, where there is none. */
  deadLetter(queue: Queue, message: Message, reason: Reason): void
  deleteQueue(queue: Queue): void
}
