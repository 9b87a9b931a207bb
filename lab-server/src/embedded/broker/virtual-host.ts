// What one virtual host holds, by name: its queues and exchanges. Every queue is bound to the default exchange by its own name.
import { ClassicQueue } from './classic-queue.ts'
import type { Clock } from './clock.ts'
import { REPLY_TO } from './direct-reply.ts'
import { cycles, deadLettered, type Reason } from './dead-letter.ts'
import { comparedArguments, type QueueSettings } from './queue-arguments.ts'
import { equivalent, equivalentArguments } from './equivalence.ts'
import { type Binding, Exchange, type ExchangeProperties } from './exchange.ts'
import type { Memory } from './memory.ts'
import type { Message } from './message.ts'
import type { Queue, QueueHost, QueueProperties } from './queue.ts'
import { Refusal } from './refusal.ts'
import type { ExchangeType } from './routing.ts'

const PREDECLARED: readonly (readonly [name: string, type: ExchangeType, internal?: boolean])[] = [
  ['', 'direct'],
  ['amq.direct', 'direct'],
  ['amq.fanout', 'fanout'],
  ['amq.topic', 'topic'],
  ['amq.headers', 'headers'],
  ['amq.match', 'headers'],
  ['amq.rabbitmq.trace', 'topic', true],
]

export class VirtualHost implements QueueHost {
  readonly name: string
  readonly memory: Memory
  readonly clock: Clock
  readonly #queues = new Map<string, Queue>()
  readonly #exchanges = new Map<string, Exchange>()
  /** Who waits for an answer, by the name made up for it. */
  readonly #awaiting = new Map<string, (message: Message) => void>()

  constructor(name: string, { memory, clock }: { memory: Memory; clock: Clock }) {
    this.name = name
    this.memory = memory
    this.clock = clock
    for (const [exchange, type, internal = false] of PREDECLARED) {
      this.#exchanges.set(exchange, new Exchange(exchange, { type, durable: true, autoDelete: false, internal, arguments: new Map() }))
    }
  }

  get queues(): Iterable<Queue> {
    return this.#queues.values()
  }
  get exchanges(): Iterable<Exchange> {
    return this.#exchanges.values()
  }

  /** As RabbitMQ names things in its refusals. */
  described(kind: 'queue' | 'exchange', name: string): string {
    return `${kind} '${name}' in vhost '${this.name}'`
  }

  /** The queue, if `user` may use it. Throws not-found and resource-locked. */
  queue(name: string, user: object): Queue {
    const queue = this.existing(name)
    if (queue.properties.owner !== undefined && queue.properties.owner !== user) throw this.#locked(name)
    return queue
  }

  /** Throws not-found. */
  existing(name: string): Queue {
    const queue = this.#queues.get(name)
    if (queue === undefined) throw new Refusal('not-found', `no ${this.described('queue', name)}`)
    return queue
  }

  /** The queue of this name, whoever may use it. */
  find(queue: string): Queue | undefined {
    return this.#queues.get(queue)
  }

  #locked(queue: string): Refusal {
    return new Refusal(
      'resource-locked',
      `cannot obtain exclusive access to locked ${this.described('queue', queue)}. It could be originally declared on another ` +
        'connection or the exclusive property value does not match that of the original declaration.',
    )
  }

  /** `settings` are read only if there is no such queue. Throws precondition-failed and resource-locked. */
  declareQueue(name: string, wanted: Omit<QueueProperties, 'settings'>, settings: () => QueueSettings): Queue {
    const there = this.#queues.get(name)
    if (there === undefined) {
      const queue = new ClassicQueue(name, { ...wanted, settings: settings() }, this)
      this.#queues.set(name, queue)
      return queue
    }
    const described = this.described('queue', name)
    if (there.properties.owner !== wanted.owner) throw this.#locked(name)
    equivalent(described, ['durable', 'autoDelete'], wanted, there.properties)
    equivalentArguments(described, comparedArguments(there.properties.settings.type), wanted.arguments, there.properties.arguments)
    return there
  }

  deleteQueue(queue: Queue): void {
    if (this.#queues.get(queue.name) !== queue) return
    this.#queues.delete(queue.name)
    this.#forget(queue)
    queue.end()
  }

  /** The virtual host itself is deleted. */
  end(): void {
    for (const queue of [...this.#queues.values()]) this.deleteQueue(queue)
  }

  /** A consumer of `queue` has left. */
  left(queue: Queue): void {
    if (queue.properties.autoDelete && queue.consumers.length === 0) this.deleteQueue(queue)
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

  findExchange(name: string): Exchange | undefined {
    return this.#exchanges.get(name)
  }

  /** Throws precondition-failed. */
  declareExchange(name: string, wanted: ExchangeProperties): void {
    const there = this.#exchanges.get(name)
    if (there === undefined) {
      this.#exchanges.set(name, new Exchange(name, wanted))
      return
    }
    const described = this.described('exchange', name)
    equivalent(described, ['type', 'durable', 'autoDelete', 'internal'], wanted, there.properties)
    equivalentArguments(described, ['alternate-exchange'], wanted.arguments, there.properties.arguments)
  }

  deleteExchange(exchange: Exchange): void {
    if (this.#exchanges.get(exchange.name) !== exchange) return
    this.#exchanges.delete(exchange.name)
    this.#forget(exchange)
  }

  #forget(destination: Queue | Exchange): void {
    for (const exchange of [...this.#exchanges.values()]) if (exchange.forget(destination)) this.#unbound(exchange)
  }

  unbind(exchange: Exchange, binding: Binding): void {
    if (exchange.unbind(binding)) this.#unbound(exchange)
  }

  #unbound(exchange: Exchange): void {
    if (exchange.properties.autoDelete && exchange.bindings.length === 0) this.deleteExchange(exchange)
  }

  /** The queues a message goes to from its exchange, each once, by name. */
  route(exchange: Exchange, message: Message): readonly Queue[] {
    if (exchange.name === '') return this.#named(message)
    const queues = new Set<Queue>()
    // Exchanges are destinations too, each visited once: they may be bound in a circle.
    const visited = new Set([exchange])
    for (const one of visited) {
      const destinations = one.destinations(message)
      const alternate = destinations.size === 0 && one.alternate !== undefined ? this.#exchanges.get(one.alternate) : undefined
      if (alternate !== undefined) visited.add(alternate)
      for (const destination of destinations) {
        if (destination instanceof Exchange) visited.add(destination)
        else queues.add(destination)
      }
    }
    return queues.size < 2 ? [...queues] : [...queues].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  /** Answers arrive here at once; no queue is theirs. */
  #named(message: Message): readonly Queue[] {
    const { routingKey, copies } = message
    const keys = copies.length === 0 ? [routingKey] : new Set([routingKey, ...copies])
    const queues: Queue[] = []
    for (const key of keys) {
      const queue = this.#queues.get(key)
      if (queue !== undefined) queues.push(queue)
      else this.#awaiting.get(key)?.(message)
    }
    return queues
  }

  /** `deliver`: undefined ends it. */
  awaitAnswers(name: string, deliver: ((message: Message) => void) | undefined): void {
    if (deliver === undefined) this.#awaiting.delete(name)
    else this.#awaiting.set(name, deliver)
  }

  /** Throws not-found. */
  awaited(name: string): void {
    if (name !== REPLY_TO && !this.#awaiting.has(name)) throw new Refusal('not-found', `no ${this.described('queue', name)}`)
  }

  deadLetter(queue: Queue, message: Message, reason: Reason): void {
    const { deadLetterExchange, deadLetterRoutingKey } = queue.properties.settings
    const exchange = deadLetterExchange === undefined ? undefined : this.#exchanges.get(deadLetterExchange)
    if (exchange === undefined) return
    const grave = { exchange: exchange.name, routingKey: deadLetterRoutingKey }
    const dead = deadLettered(message, { reason, queue: queue.name, at: this.clock.now() }, grave)
    for (const target of this.route(exchange, dead)) if (!cycles(dead, reason, target.name)) target.publish(dead)
  }
}
