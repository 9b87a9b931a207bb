// The exchanges of one virtual host, by name, and the ways through them.
import { equivalent, equivalentArguments } from './equivalence.ts'
import { type Binding, Exchange, type ExchangeProperties } from './exchange.ts'
import type { Message } from './message.ts'
import type { Queue } from './queue.ts'
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

export class Exchanges {
  readonly #described: (name: string) => string
  readonly #exchanges = new Map<string, Exchange>()

  /** `described`: an exchange in RabbitMQ's words. */
  constructor(described: (name: string) => string) {
    this.#described = described
    for (const [name, type, internal = false] of PREDECLARED) {
      this.#exchanges.set(name, new Exchange(name, { type, durable: true, autoDelete: false, internal, arguments: new Map() }))
    }
  }

  [Symbol.iterator](): Iterator<Exchange> {
    return this.#exchanges.values()
  }

  /** Throws not-found. */
  get(name: string): Exchange {
    const exchange = this.#exchanges.get(name)
    if (exchange === undefined) throw new Refusal('not-found', `no ${this.#described(name)}`)
    return exchange
  }

  find(name: string): Exchange | undefined {
    return this.#exchanges.get(name)
  }

  /** Throws precondition-failed. */
  declare(name: string, wanted: ExchangeProperties): void {
    const there = this.#exchanges.get(name)
    if (there === undefined) {
      this.#exchanges.set(name, new Exchange(name, wanted))
      return
    }
    const described = this.#described(name)
    equivalent(described, ['type', 'durable', 'autoDelete', 'internal'], wanted, there.properties)
    equivalentArguments(described, ['alternate-exchange'], wanted.arguments, there.properties.arguments)
  }

  delete(exchange: Exchange): void {
    if (this.#exchanges.get(exchange.name) !== exchange) return
    this.#exchanges.delete(exchange.name)
    this.forget(exchange)
  }

  /** Ends all bindings to what is gone. */
  forget(destination: Queue | Exchange): void {
    for (const exchange of [...this.#exchanges.values()]) if (exchange.forget(destination)) this.#unbound(exchange)
  }

  unbind(exchange: Exchange, binding: Binding): void {
    if (exchange.unbind(binding)) this.#unbound(exchange)
  }

  #unbound(exchange: Exchange): void {
    if (exchange.properties.autoDelete && exchange.bindings.length === 0) this.delete(exchange)
  }

  /** The queues that are bound to an exchange, by whatever way a message finds, each once, by name. */
  route(exchange: Exchange, message: Message): readonly Queue[] {
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
}
