// What one virtual host holds, by name: its queues and exchanges. Every queue is bound to the default exchange by its own name.
import { ClassicQueue } from './classic-queue.ts'
import type { Clock } from './clock.ts'
import { REPLY_TO } from './reply-to.ts'
import { cycles, deadLettered, type Reason } from './dead-letter.ts'
import { comparedArguments, type QueueSettings } from './queue-arguments.ts'
import { equivalent, equivalentArguments } from './equivalence.ts'
import type { Exchange } from './exchange.ts'
import { Exchanges } from './exchanges.ts'
import type { Memory } from './memory.ts'
import type { Message } from './message.ts'
import type { Queue, QueueHost, QueueProperties } from './queue.ts'
import { QuorumQueue } from './quorum-queue.ts'
import { type Release, transientRefused } from './release.ts'
import { Refusal } from './refusal.ts'

export class VirtualHost implements QueueHost {
  readonly name: string
  readonly memory: Memory
  readonly clock: Clock
  readonly release: Release
  readonly #queues = new Map<string, Queue>()
  readonly exchanges: Exchanges
  /** Who waits for an answer, by the name made up for it. */
  readonly #awaiting = new Map<string, (message: Message) => void>()

  constructor(name: string, { memory, clock, release }: Pick<VirtualHost, 'memory' | 'clock' | 'release'>) {
    this.name = name
    this.memory = memory
    this.clock = clock
    this.release = release
    this.exchanges = new Exchanges((exchange) => this.described('exchange', exchange))
  }

  get queues(): Iterable<Queue> {
    return this.#queues.values()
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
      const properties = { ...wanted, settings: settings() }
      if (!this.release.transientQueues && !wanted.durable && wanted.owner === undefined) throw new Refusal('internal-error', transientRefused)
      const queue = properties.settings.type === 'quorum' ? this.#quorum(name, properties) : new ClassicQueue(name, properties, this)
      this.#queues.set(name, queue)
      return queue
    }
    const described = this.described('queue', name)
    if (there.properties.owner !== wanted.owner) throw this.#locked(name)
    equivalent(described, ['durable', 'autoDelete'], wanted, there.properties)
    equivalentArguments(described, comparedArguments(there.properties.settings.type), wanted.arguments, there.properties.arguments)
    return there
  }

  #quorum(name: string, properties: QueueProperties): Queue {
    const { durable, autoDelete, owner } = properties
    const wrong = autoDelete ? 'auto-delete' : owner !== undefined ? 'exclusive-owner' : durable ? undefined : 'non-durable'
    if (wrong !== undefined) throw new Refusal('precondition-failed', `invalid property '${wrong}' for ${this.described('queue', name)}`)
    return new QuorumQueue(name, properties, this)
  }

  deleteQueue(queue: Queue): void {
    if (this.#queues.get(queue.name) !== queue) return
    this.#queues.delete(queue.name)
    this.exchanges.forget(queue)
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

  /** The queues a message goes to from its exchange, each once. */
  route(exchange: Exchange, message: Message): readonly Queue[] {
    return exchange.name === '' ? this.#named(message) : this.exchanges.route(exchange, message)
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
    const exchange = deadLetterExchange === undefined ? undefined : this.exchanges.find(deadLetterExchange)
    if (exchange === undefined) return
    const grave = { exchange: exchange.name, routingKey: deadLetterRoutingKey }
    const dead = deadLettered(message, { reason, queue: queue.name, at: this.clock.now() }, grave, this.release)
    for (const target of this.route(exchange, dead)) if (!cycles(dead, reason, target.name)) target.publish(dead)
  }
}
