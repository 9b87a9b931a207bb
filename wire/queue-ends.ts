// Queues that end by themselves: an exclusive one with the connection that declared it, an auto-delete one with its last consumer.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'

type Declare = Extract<AmqpEvent, { type: 'queue.declare' }>

interface Consumer {
  readonly queue: string
  readonly connection: number
  readonly channel: number
  tag: string
}

export class QueueEnds {
  /** What waits for its declare-ok, by channel. */
  readonly #asked = new Map<string, Declare>()
  readonly #queues = new Map<string, Declare>()
  #consumers: Consumer[] = []

  /** The queues that end by this event. `named`: the queue an empty name stands for. */
  add(event: AmqpEvent, named: (queue: string) => string): string[] {
    switch (event.type) {
      case 'queue.declare':
        if (!event.passive) this.#asked.set(at(event), event)
        return []
      case 'queue.declare-ok': {
        const asked = this.#asked.get(at(event))
        this.#asked.delete(at(event))
        if (asked && !this.#queues.has(event.queue)) this.#queues.set(event.queue, asked)
        return []
      }
      case 'basic.consume':
        this.#consumers.push({ queue: named(event.queue), connection: event.connection, channel: event.channel, tag: event.consumerTag })
        return []
      case 'basic.consume-ok': {
        const unnamed = this.#consumers.find((consumer) => consumer.tag === '' && at(consumer) === at(event))
        if (unnamed) unnamed.tag = event.consumerTag
        return []
      }
      case 'basic.cancel':
        return this.#leave((consumer) => consumer.tag === event.consumerTag && at(consumer) === at(event))
      case 'channel.close':
        return this.#leave((consumer) => at(consumer) === at(event))
      case 'connection.close':
      case 'socket.end': {
        const owned = [...this.#queues].flatMap(([name, declare]) => (declare.exclusive && declare.connection === event.connection ? [name] : []))
        return this.#end([...owned, ...this.#leave(({ connection }) => connection === event.connection)])
      }
      default:
        return []
    }
  }

  #leave(which: (consumer: Consumer) => boolean): string[] {
    const left = new Set(this.#consumers.filter(which).map(({ queue }) => queue))
    this.#consumers = this.#consumers.filter((consumer) => !which(consumer))
    const alone = [...left].filter((queue) => !this.#consumers.some((consumer) => consumer.queue === queue))
    return this.#end(alone.filter((queue) => this.#queues.get(queue)?.autoDelete === true))
  }

  #end(queues: readonly string[]): string[] {
    for (const queue of queues) this.#queues.delete(queue)
    return [...new Set(queues)]
  }
}

const at = ({ connection, channel }: { connection: number; channel: number }): string => `${connection}/${channel}`
