// The broker as far as the wire has shown it: exchanges, bindings, queues with what is in them, and who consumes. Counts are of messages one
// by one, as they were published, delivered and settled, so they are exact; what did not cross the wire is said to be unknown.
import type { Event } from '@ackademy/contract/recording.ts'
import { Consumers, type Consuming } from './consuming.ts'
import type { Move } from './copies.ts'
import type { Places } from './places.ts'
import type { Binding, DeadLettering, Topology } from './topology.ts'

export interface SeenExchange {
  /** Empty: the default exchange. */
  readonly name: string
  /** Undefined: nobody was seen to declare it. */
  readonly type: string | undefined
  /** Copies that came to it and whose queue is not known, or that no queue took and that will be returned. */
  readonly here: readonly number[]
}

export interface SeenQueue {
  readonly name: string
  /** Undefined: nobody was seen to declare it, and it may have any. */
  readonly durable: boolean | undefined
  readonly deadLettering: DeadLettering | undefined
  /** Copies, in the order in which they came. */
  readonly ready: readonly number[]
  readonly unacked: readonly number[]
  /** How many more are ready, which were there before the Recording; undefined: not known. */
  readonly before: number | undefined
  /** The broker’s last answer to how many are ready: event, answer, and how many were counted then. */
  readonly asked: { readonly seq: number; readonly ready: number; readonly counted: number } | undefined
}

export interface SeenConsumer extends Consuming {
  readonly unacked: readonly number[]
}

export interface SeenPublisher {
  /** A program’s name, or `lab`. */
  readonly program: string
  /** How many messages to which exchange. */
  readonly to: ReadonlyMap<string, number>
}

/** What one has that does not consume any more, or never did: it asked by basic.get. */
export interface SeenHolder {
  readonly program: string
  readonly connection: number
  readonly channel: number
  readonly queue: string
  readonly unacked: readonly number[]
}

export interface Seen {
  readonly publishers: readonly SeenPublisher[]
  readonly exchanges: readonly SeenExchange[]
  readonly bindings: readonly Binding[]
  /** The queues to which the default exchange was seen to lead. */
  readonly byName: ReadonlySet<string>
  /** First those that are consumed from, each in the order in which they were met. */
  readonly queues: readonly SeenQueue[]
  readonly consumers: readonly SeenConsumer[]
  readonly holders: readonly SeenHolder[]
}

interface Held {
  readonly program: string
  readonly queue: string
  readonly connection: number
  readonly channel: number
  /** Undefined: it was asked for by basic.get. */
  readonly tag: string | undefined
}

export class SeenBroker {
  readonly #places: Places
  readonly #consumers = new Consumers()
  readonly #published = new Map<string, Map<string, number>>()
  /** Queues in the order in which they were met, and how many messages of before are ready in each. */
  readonly #met = new Map<string, number | undefined>()
  readonly #asked = new Map<string, SeenQueue['asked']>()
  readonly #ready = new Map<string, Set<number>>()
  readonly #here = new Map<string, Set<number>>()
  readonly #held = new Map<number, Held>()
  readonly #byName = new Set<string>()
  /** Queues somebody takes from, or took. */
  readonly #consumed = new Set<string>()

  constructor(places: Places) {
    this.#places = places
  }

  /** After the places have taken it. `moves`: what moved by it. `waits`: it has no other effect, or not yet. */
  add(event: Event, moves: readonly Move[], waits = false): void {
    for (const move of moves) this.#move(move, event)
    if (waits) return
    this.#meet(event)
    if (event.source === 'amqp') this.#consumers.add(event, (queue) => ('channel' in event ? this.#places.topology.named(event, queue) : queue))
    if (event.type !== 'basic.publish' && event.type !== 'lab.publish') return
    const program = event.source === 'lab' ? 'lab' : event.program
    const to = this.#published.get(program) ?? new Map<string, number>()
    this.#published.set(program, to.set(event.exchange, (to.get(event.exchange) ?? 0) + 1))
  }

  #meet(event: Event): void {
    switch (event.type) {
      case 'lab.queue':
        return this.#meets(event.queue, undefined)
      case 'queue.declare-ok':
        return this.#meets(event.queue, event.messageCount)
      case 'broker.queue':
        if (!event.exists) return
        this.#meets(event.queue, event.messagesReady)
        this.#asked.set(event.queue, { seq: event.seq, ready: event.messagesReady, counted: this.#ready.get(event.queue)?.size ?? 0 })
        return
      case 'basic.consume':
      case 'basic.get': {
        const queue = this.#places.topology.named(event, event.queue)
        this.#consumed.add(queue)
        return this.#meets(queue, undefined)
      }
      default:
      // the others name no queue
    }
  }

  /** `ready`: as the broker says. What of it was not seen to come was there before. */
  #meets(queue: string, ready: number | undefined): void {
    if (queue === '' || this.#met.get(queue) !== undefined) return
    this.#met.set(queue, ready && Math.max(0, ready - (this.#ready.get(queue)?.size ?? 0)))
  }

  #move({ id, from, via, to }: Move, event: Event): void {
    if (to.at === 'queue' && via.some((place) => place.at === 'exchange' && place.exchange === '')) this.#byName.add(to.queue)
    if (from?.at === 'queue') this.#ready.get(from.queue)?.delete(id)
    if (from?.at === 'exchange') this.#here.get(from.exchange)?.delete(id)
    this.#held.delete(id)
    if (to.at === 'queue') {
      this.#meets(to.queue, undefined)
      put(this.#ready, to.queue, id)
    }
    if (to.at === 'exchange') put(this.#here, to.exchange, id)
    const before = to.at === 'consumer' ? this.#met.get(to.queue) : undefined
    if (to.at === 'consumer' && from === undefined && before !== undefined) this.#met.set(to.queue, Math.max(0, before - 1))
    if (to.at === 'consumer' && 'exchange' in event && event.exchange === '') this.#byName.add(to.queue)
    if (to.at !== 'consumer' || !to.kept || (event.type !== 'basic.deliver' && event.type !== 'basic.get-ok')) return
    const { connection, channel } = event
    const tag = event.type === 'basic.deliver' ? event.consumerTag : undefined
    this.#held.set(id, { program: to.program, queue: to.queue, connection, channel, tag })
  }

  get now(): Seen {
    const { topology } = this.#places
    const consumers = this.#consumers.now.filter(({ queue }) => !topology.isGone(queue)).map((one) => ({ ...one, unacked: this.#with(one) }))
    const taken = new Set(consumers.flatMap(({ unacked }) => unacked))
    const queues = this.#queues(topology)
    return {
      publishers: [...this.#published].map(([program, to]) => ({ program, to })),
      exchanges: this.#exchanges(topology, queues),
      bindings: topology.bindings,
      byName: this.#byName,
      queues,
      consumers,
      holders: this.#holders(taken),
    }
  }

  #with({ connection, channel, tag }: Consuming): number[] {
    return [...this.#held].flatMap(([id, held]) => (held.connection === connection && held.channel === channel && held.tag === tag ? [id] : []))
  }

  #queues(topology: Topology): SeenQueue[] {
    const unacked = new Map<string, number[]>()
    for (const [id, { queue }] of this.#held) {
      const those = unacked.get(queue)
      if (those) those.push(id)
      else unacked.set(queue, [id])
    }
    const names = new Set([...this.#met.keys(), ...topology.queues.keys()])
    return [...names]
      .filter((name) => !topology.isGone(name))
      .sort((a, b) => Number(this.#consumed.has(b)) - Number(this.#consumed.has(a)))
      .map((name) => ({
        name,
        durable: topology.queues.get(name)?.durable,
        deadLettering: topology.deadLettering(name),
        ready: [...(this.#ready.get(name) ?? [])],
        unacked: unacked.get(name) ?? [],
        before: this.#met.get(name),
        asked: this.#asked.get(name),
      }))
  }

  #exchanges(topology: Topology, queues: readonly SeenQueue[]): SeenExchange[] {
    const names = new Set([
      ...[...this.#published.values()].flatMap((to) => [...to.keys()]),
      ...topology.exchanges.keys(),
      ...topology.bindings.flatMap(({ exchange, destination }) => (destination.kind === 'exchange' ? [exchange, destination.name] : [exchange])),
      ...queues.flatMap(({ deadLettering }) => deadLettering?.exchange ?? []),
    ])
    return [...names].map((name) => ({ name, type: topology.typeOf(name), here: [...(this.#here.get(name) ?? [])] }))
  }

  #holders(taken: ReadonlySet<number>): SeenHolder[] {
    const holders = new Map<string, Held & { unacked: number[] }>()
    for (const [id, held] of this.#held) {
      if (taken.has(id)) continue
      const key = `${held.connection}/${held.channel} ${held.queue}`
      const holder = holders.get(key)
      if (holder) holder.unacked.push(id)
      else holders.set(key, { ...held, unacked: [id] })
    }
    return [...holders.values()]
  }
}

function put(into: Map<string, Set<number>>, key: string, id: number): void {
  const ids = into.get(key)
  if (ids) ids.add(id)
  else into.set(key, new Set([id]))
}
