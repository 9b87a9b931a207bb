// What one virtual host holds, by name: its queues and exchanges. Every queue is bound to the default exchange by its own name.
import type { Table } from '../../amqp/field-table.ts'
import { Exchange } from './exchange.ts'
import type { ExchangeProperties } from './exchange.ts'
import type { Memory } from './memory.ts'
import type { Message } from './message.ts'
import { Queue } from './queue.ts'
import type { QueueProperties } from './queue.ts'
import { Refusal } from './refusal.ts'
import type { ExchangeType, Pattern } from './routing.ts'

const PREDECLARED: readonly (readonly [name: string, type: ExchangeType])[] = [
  ['', 'direct'],
  ['amq.direct', 'direct'],
  ['amq.fanout', 'fanout'],
  ['amq.topic', 'topic'],
  ['amq.headers', 'headers'],
  ['amq.match', 'headers'],
]

export class VirtualHost {
  readonly name: string
  readonly memory: Memory
  readonly #queues = new Map<string, Queue>()
  readonly #exchanges = new Map<string, Exchange>()

  constructor(name: string, memory: Memory) {
    this.name = name
    this.memory = memory
    for (const [exchange, type] of PREDECLARED) {
      this.#exchanges.set(exchange, new Exchange(exchange, { type, durable: true, autoDelete: false, internal: false }))
    }
  }

  /** As RabbitMQ names things in its refusals. */
  described(kind: 'queue' | 'exchange', name: string): string {
    return `${kind} '${name}' in vhost '${this.name}'`
  }

  /** The queue, if `user` may use it. Throws not-found and resource-locked. */
  queue(name: string, user: object): Queue {
    const queue = this.#queues.get(name)
    if (queue === undefined) throw new Refusal('not-found', `no ${this.described('queue', name)}`)
    if (queue.properties.owner !== undefined && queue.properties.owner !== user) throw this.#locked(name)
    return queue
  }

  has(queue: string): boolean {
    return this.#queues.has(queue)
  }

  #locked(queue: string): Refusal {
    return new Refusal(
      'resource-locked',
      `cannot obtain exclusive access to locked ${this.described('queue', queue)}. It could be originally declared on another ` +
        'connection or the exclusive property value does not match that of the original declaration.',
    )
  }

  declareQueue(name: string, wanted: QueueProperties, user: object): Queue {
    const there = this.#queues.get(name)
    if (there !== undefined) {
      this.#equivalent('queue', name, ['durable', 'autoDelete'], wanted, there.properties)
      if (there.properties.owner !== wanted.owner) throw this.#locked(name)
      return this.queue(name, user)
    }
    const queue = new Queue(name, wanted, this.memory)
    this.#queues.set(name, queue)
    return queue
  }

  deleteQueue(queue: Queue): void {
    if (this.#queues.get(queue.name) !== queue) return
    this.#queues.delete(queue.name)
    for (const exchange of [...this.#exchanges.values()]) {
      if (exchange.forget(queue)) this.#unused(exchange)
    }
    queue.end()
  }

  /** The virtual host itself is deleted. */
  end(): void {
    for (const queue of [...this.#queues.values()]) this.deleteQueue(queue)
  }

  /** A consumer of `queue` has left. */
  left(queue: Queue): void {
    if (queue.properties.autoDelete && queue.consumers === 0) this.deleteQueue(queue)
  }

  /** A connection is gone, and its exclusive queues with it. */
  deleteOwnedBy(owner: object): void {
    for (const queue of [...this.#queues.values()]) if (queue.properties.owner === owner) this.deleteQueue(queue)
  }

  exchange(name: string): Exchange {
    const exchange = this.#exchanges.get(name)
    if (exchange === undefined) throw new Refusal('not-found', `no ${this.described('exchange', name)}`)
    return exchange
  }

  hasExchange(name: string): boolean {
    return this.#exchanges.has(name)
  }

  declareExchange(name: string, wanted: ExchangeProperties): void {
    const there = this.#exchanges.get(name)
    if (there !== undefined) this.#equivalent('exchange', name, ['type', 'durable', 'autoDelete', 'internal'], wanted, there.properties)
    else this.#exchanges.set(name, new Exchange(name, wanted))
  }

  deleteExchange(exchange: Exchange): void {
    this.#exchanges.delete(exchange.name)
  }

  unbind(exchange: Exchange, queue: Queue, pattern: Pattern): void {
    if (exchange.unbind(queue, pattern)) this.#unused(exchange)
  }

  #unused(exchange: Exchange): void {
    if (exchange.properties.autoDelete && !exchange.used) this.deleteExchange(exchange)
  }

  /** The queues a message goes to, each once. Throws not-found and access-refused. */
  route(message: Message): ReadonlySet<Queue> {
    const exchange = this.exchange(message.exchange)
    if (exchange.properties.internal) {
      throw new Refusal('access-refused', `cannot publish to internal ${this.described('exchange', exchange.name)}`)
    }
    if (exchange.name !== '') return exchange.route(message.routingKey, message.properties.headers ?? NO_HEADERS)
    const queue = this.#queues.get(message.routingKey)
    return queue === undefined ? NOWHERE : new Set([queue])
  }

  #equivalent<P>(kind: 'queue' | 'exchange', name: string, names: readonly (keyof P & string)[], wanted: P, current: P): void {
    for (const key of names) {
      if (wanted[key] === current[key]) continue
      const argument = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      throw new Refusal(
        'precondition-failed',
        `inequivalent arg '${argument}' for ${this.described(kind, name)}: received '${String(wanted[key])}' but current is '${String(current[key])}'`,
      )
    }
  }
}

const NOWHERE: ReadonlySet<Queue> = new Set()
const NO_HEADERS: Table = {}
