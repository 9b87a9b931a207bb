// Exchanges, queues and bindings, as far as their declarations crossed a tap or the lab made them. What was there before is not known: so a
// queue nobody was seen to declare may be there all the same, and of an exchange nobody declared the routes are not known.
import type { AmqpEvent, FieldValue, LabEvent } from '@ackademy/contract/recording.ts'
import { topicMatches } from './topic.ts'

export interface Binding {
  readonly exchange: string
  readonly destination: { readonly kind: 'queue' | 'exchange'; readonly name: string }
  readonly routingKey: string
}
export interface Exchange {
  readonly exchangeType: string
  readonly durable: boolean
}
export interface Queue {
  readonly durable: boolean
  readonly arguments: { readonly [key: string]: FieldValue }
}
export interface DeadLettering {
  readonly exchange: string
  /** Undefined: the message keeps the key it came with. */
  readonly routingKey: string | undefined
}

export class Topology {
  readonly #exchanges = new Map<string, Exchange>()
  readonly #queues = new Map<string, Queue>()
  #bindings: Binding[] = []
  /** Queues without a name of their own take the broker's: what they were asked for with, by channel. */
  readonly #unnamed = new Map<string, Queue>()
  /** An empty queue name stands for the one last declared on the channel. */
  readonly #last = new Map<string, string>()
  /** What a channel asks for and did not have before, until that is answered. */
  readonly #asking = new Map<string, () => void>()
  readonly #gone = new Set<string>()

  get exchanges(): ReadonlyMap<string, Exchange> {
    return this.#exchanges
  }

  get queues(): ReadonlyMap<string, Queue> {
    return this.#queues
  }

  get bindings(): readonly Binding[] {
    return this.#bindings
  }

  /** Undefined: not known. */
  typeOf(exchange: string): string | undefined {
    return exchange === '' ? 'direct' : (this.#exchanges.get(exchange)?.exchangeType ?? BUILT_IN[exchange])
  }

  /** It was there, and was deleted. */
  isGone(queue: string): boolean {
    return this.#gone.has(queue)
  }

  add(event: AmqpEvent | LabEvent): void {
    switch (event.type) {
      case 'lab.exchange':
        this.#exchanges.set(event.exchange, { exchangeType: event.exchangeType, durable: true })
        return
      case 'lab.queue':
        this.#make(event.queue, event)
        return
      case 'lab.bind':
        this.#bindings.push({ ...event, destination: { kind: 'queue', name: event.queue } })
        return
      case 'exchange.declare':
        if (event.passive || this.#exchanges.has(event.exchange)) return
        this.#exchanges.set(event.exchange, event)
        this.#asking.set(channelOf(event), () => this.#exchanges.delete(event.exchange))
        return
      case 'exchange.declare-ok':
        this.#asking.delete(channelOf(event))
        return
      case 'channel.close':
        // there is one, but not as it was declared here
        if (event.from === 'broker') this.#asking.get(channelOf(event))?.()
        this.#asking.delete(channelOf(event))
        return
      case 'exchange.delete':
        return this.#dropExchange(event.exchange)
      case 'queue.declare':
        if (event.queue === '') this.#unnamed.set(channelOf(event), event)
        else if (!event.passive && !this.#queues.has(event.queue)) {
          this.#make(event.queue, event)
          this.#asking.set(channelOf(event), () => this.#queues.delete(event.queue))
        }
        return
      case 'queue.declare-ok': {
        const unnamed = this.#unnamed.get(channelOf(event))
        if (unnamed) this.#make(event.queue, unnamed)
        this.#gone.delete(event.queue)
        this.#asking.delete(channelOf(event))
        this.#unnamed.delete(channelOf(event))
        this.#last.set(channelOf(event), event.queue)
        return
      }
      case 'lab.queue-delete':
        return this.drop(event.queue)
      case 'queue.delete':
        return this.drop(this.named(event, event.queue))
      case 'queue.bind':
        this.#bindings.push({ ...event, destination: { kind: 'queue', name: this.named(event, event.queue) } })
        return
      case 'exchange.bind':
        this.#bindings.push({ ...event, exchange: event.from_, destination: { kind: 'exchange', name: event.destination } })
        return
      case 'queue.unbind':
        return this.#unbind(event.exchange, this.named(event, event.queue), event.routingKey)
      case 'exchange.unbind':
        return this.#unbind(event.from_, event.destination, event.routingKey)
      default:
      // the others change no route
    }
  }

  /** A queue is gone, and its bindings with it. */
  drop(queue: string): void {
    this.#queues.delete(queue)
    this.#gone.add(queue)
    this.#bindings = this.#bindings.filter(({ destination }) => destination.kind !== 'queue' || destination.name !== queue)
  }

  #make(name: string, queue: Queue): void {
    this.#queues.set(name, queue)
    this.#gone.delete(name)
  }

  #dropExchange(name: string): void {
    this.#exchanges.delete(name)
    this.#bindings = this.#bindings.filter(({ exchange }) => exchange !== name)
  }

  /** The broker was restarted. Returns the queues that are gone with it; one that nobody was seen to declare is taken for durable. */
  restart(): readonly string[] {
    for (const [name, { durable }] of this.#exchanges) if (!durable) this.#dropExchange(name)
    const gone = [...this.#queues].flatMap(([name, { durable }]) => (durable ? [] : [name]))
    for (const queue of gone) this.drop(queue)
    return gone
  }

  /** The queue an event means: an empty name is the one last declared on its channel. */
  named(event: AmqpEvent & { channel: number }, queue: string): string {
    return queue === '' ? (this.#last.get(channelOf(event)) ?? '') : queue
  }

  /** The queues that a message goes to, each once; undefined where that is not known. */
  routes(exchange: string, routingKey: string): readonly string[] | undefined {
    if (exchange === '') return [routingKey]
    const reached = new Set<string>()
    return this.#follow(exchange, routingKey, reached, new Set()) ? [...reached] : undefined
  }

  /** Where a queue passes what is rejected or expires in it; undefined where it is not known to do so. */
  deadLettering(queue: string): DeadLettering | undefined {
    const given = this.#queues.get(queue)?.arguments
    const exchange = given?.['x-dead-letter-exchange']
    const routingKey = given?.['x-dead-letter-routing-key']
    if (typeof exchange !== 'string') return undefined
    return { exchange, routingKey: typeof routingKey === 'string' ? routingKey : undefined }
  }

  /** False where a route depends on what is not known here. */
  #follow(exchange: string, key: string, reached: Set<string>, passed: Set<string>): boolean {
    if (passed.has(exchange)) return true
    passed.add(exchange)
    const type = this.typeOf(exchange)
    if (type !== 'fanout' && type !== 'direct' && type !== 'topic') return false
    return this.#bindings
      .filter((binding) => binding.exchange === exchange && (type === 'fanout' || matches(binding.routingKey, key, type)))
      .every(({ destination }) => {
        if (destination.kind === 'exchange') return this.#follow(destination.name, key, reached, passed)
        reached.add(destination.name)
        return true
      })
  }

  #unbind(exchange: string, destination: string, routingKey: string): void {
    this.#bindings = this.#bindings.filter(
      (binding) => !(binding.exchange === exchange && binding.destination.name === destination && binding.routingKey === routingKey),
    )
  }
}

const BUILT_IN: Readonly<Record<string, string>> = { 'amq.direct': 'direct', 'amq.fanout': 'fanout', 'amq.topic': 'topic', 'amq.headers': 'headers' }

const channelOf = (event: { connection: number; channel: number }): string => `${event.connection}/${event.channel}`

const matches = (pattern: string, key: string, type: 'direct' | 'topic'): boolean =>
  type === 'direct' ? pattern === key : topicMatches(pattern, key)
