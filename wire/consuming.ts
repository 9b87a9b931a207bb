// Who consumes now, from which queue, and how much may be unacknowledged with each at once.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'

export interface Prefetch {
  readonly count: number
  /** All consumers of the channel share it: basic.qos with `global`. Otherwise each has its own, as it stood when it began to consume. */
  readonly shared: boolean
}

export interface Consuming {
  readonly program: string
  readonly connection: number
  readonly channel: number
  tag: string
  readonly queue: string
  readonly noAck: boolean
  /** Undefined: none was asked for. A count of 0 is no limit either. */
  prefetch: Prefetch | undefined
}

export class Consumers {
  #now: Consuming[] = []
  readonly #prefetch = new Map<string, Prefetch>()

  get now(): readonly Consuming[] {
    return this.#now
  }

  /** `named`: the queue an empty name stands for. */
  add(event: AmqpEvent, named: (queue: string) => string): void {
    switch (event.type) {
      case 'basic.qos': {
        const prefetch = { count: event.prefetchCount, shared: event.global }
        this.#prefetch.set(at(event), prefetch)
        if (event.global) for (const consumer of this.#now) if (at(consumer) === at(event)) consumer.prefetch = prefetch
        return
      }
      case 'basic.consume': {
        const { program, connection, channel, consumerTag: tag, noAck } = event
        this.#now.push({ program, connection, channel, tag, queue: named(event.queue), noAck, prefetch: this.#prefetch.get(at(event)) })
        return
      }
      case 'basic.consume-ok': {
        const unnamed = this.#now.find((consumer) => consumer.tag === '' && at(consumer) === at(event))
        if (unnamed && !this.#now.some((consumer) => consumer.tag === event.consumerTag && at(consumer) === at(event)))
          unnamed.tag = event.consumerTag
        return
      }
      case 'basic.cancel':
        return this.#leave((consumer) => consumer.tag === event.consumerTag && at(consumer) === at(event))
      case 'channel.close':
        this.#prefetch.delete(at(event))
        return this.#leave((consumer) => at(consumer) === at(event))
      case 'connection.close':
      case 'socket.end':
        return this.#leave(({ connection }) => connection === event.connection)
      default:
      // the others change nothing of who consumes
    }
  }

  #leave(which: (consumer: Consuming) => boolean): void {
    this.#now = this.#now.filter((consumer) => !which(consumer))
  }
}

const at = ({ connection, channel }: { connection: number; channel: number }): string => `${connection}/${channel}`
