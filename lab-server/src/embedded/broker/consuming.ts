// The consuming half of a channel: its consumers, what they hold unacknowledged, and how much they may hold.
import type { MethodArgs } from '../../amqp/methods.ts'
import { priorityIn } from './consumer-arguments.ts'
import type { Consumer } from './line.ts'
import type { Entry } from './message.ts'
import type { Peer } from './peer.ts'
import type { Queue, Settlement } from './queue.ts'
import type { Arguments } from './raw-table.ts'
import { Refusal } from './refusal.ts'
import { SharedPrefetch } from './shared-prefetch.ts'
import { type Delivery, grouped, Unacked } from './unacked.ts'

export interface Subscription extends Consumer {
  readonly queue: Queue
  /** The most it may hold; 0: no limit. */
  readonly prefetch: number
  readonly arguments: Arguments
  /** Unacknowledged now, of those this subscription was given. */
  held: number
}

export class Consuming {
  readonly #channel: number
  readonly #peer: Peer
  readonly #unacked = new Unacked<Subscription>()
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #shared = new SharedPrefetch()
  #tag = 0
  /** For consumers that start from now on; 0: no limit. */
  #prefetch = 0

  constructor(channel: number, peer: Peer) {
    this.#channel = channel
    this.#peer = peer
  }

  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions
  }
  get unacknowledged(): number {
    return this.#unacked.size
  }
  /** Milliseconds since the oldest delivery that is not settled; 0: there is none. */
  get waited(): number {
    const { oldest } = this.#unacked
    return oldest === undefined ? 0 : this.#peer.host.clock.now() - oldest.at
  }
  /** The delivery tag that comes next. */
  get nextTag(): number {
    return this.#tag + 1
  }
  get prefetch(): { readonly own: number; readonly shared: number } {
    return { own: this.#prefetch, shared: this.#shared.limit }
  }

  qos({ prefetchSize, prefetchCount, global: wanted }: MethodArgs<'basic.qos'>): void {
    const global = wanted && this.#peer.host.release.sharedPrefetch
    if (prefetchSize !== 0) throw new Refusal('not-implemented', `prefetch_size!=0 (${prefetchSize})`)
    if (!global) this.#prefetch = prefetchCount
    // A prefetch for each consumer ends the one for all.
    this.#shared.set(global ? prefetchCount : 0, this.#unacked.size)
    this.#peer.send(this.#channel, 'basic.qos-ok')
    this.resume()
  }

  /** Throws not-allowed for a tag a consumer has. */
  unused(tag: string): void {
    if (this.#subscriptions.has(tag)) throw new Refusal('not-allowed', `attempt to reuse consumer tag '${tag}'`)
  }

  /** `queue` is its name. Throws not-found, resource-locked, precondition-failed and access-refused. */
  consume(queue: string, { consumerTag, noAck, exclusive, nowait }: MethodArgs<'basic.consume'>, given: Arguments): void {
    const { host, owner, ids } = this.#peer
    const from = host.queue(queue, owner)
    const priority = priorityIn(given, from.properties.settings.type, host.described('queue', queue))
    if (from.properties.settings.type === 'quorum' && this.#shared.limit > 0) {
      throw new Refusal('not-implemented', `${host.described('queue', queue)} does not support global qos`)
    }
    from.admits(exclusive)
    const tag = consumerTag === '' ? `amq.ctag-${ids()}` : consumerTag
    const subscription = this.#subscription(from, { tag, noAck, exclusive, priority, arguments: given })
    this.#subscriptions.set(tag, subscription)
    if (!nowait) this.#peer.send(this.#channel, 'basic.consume-ok', { consumerTag: tag })
    from.add(subscription)
  }

  #subscription(queue: Queue, wanted: Pick<Subscription, 'tag' | 'noAck' | 'exclusive' | 'priority' | 'arguments'>): Subscription {
    const { tag, noAck } = wanted
    const prefetch = this.#prefetch
    const limit = noAck || prefetch === 0 ? Infinity : prefetch
    const quorum = queue.properties.settings.type === 'quorum'
    const subscription: Subscription = {
      ...wanted,
      queue,
      prefetch,
      held: 0,
      ready: () => !this.#peer.congested && subscription.held < limit && (quorum || !this.#shared.reached),
      deliver: (entry) => {
        const deliveryTag = ++this.#tag
        if (!noAck) {
          this.#hold(deliveryTag, entry, queue, subscription)
          subscription.held++
          this.#shared.delivered()
        }
        const { redelivered, message, shown = message } = entry
        const { exchange, routingKey } = message
        this.#peer.sendContent(this.#channel, 'basic.deliver', { consumerTag: tag, deliveryTag, redelivered, exchange, routingKey }, shown)
      },
      dismiss: () => {
        this.#subscriptions.delete(tag)
        if (this.#peer.hearsCancel) this.#peer.send(this.#channel, 'basic.cancel', { consumerTag: tag, nowait: true })
      },
    }
    return subscription
  }

  #hold(tag: number, entry: Entry, queue: Queue, taker: Subscription | undefined): void {
    this.#unacked.add({ tag, queue, entry, taker, at: this.#peer.host.clock.now() })
  }

  /** What the consumer was given stays unacknowledged. A tag that is not known is no error. */
  cancel({ consumerTag, nowait }: MethodArgs<'basic.cancel'>): void {
    const subscription = this.#subscriptions.get(consumerTag)
    if (!nowait) this.#peer.send(this.#channel, 'basic.cancel-ok', { consumerTag })
    if (subscription === undefined) return
    this.#leave(subscription)
    // Who alone is active from now on gets what is ready. (Here the queue of RabbitMQ 3.10.8 waits, and crashes on the next publish.)
    subscription.queue.resume(subscription)
  }

  #leave(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.tag)
    subscription.queue.remove(subscription)
    this.#peer.host.left(subscription.queue)
  }

  get(queue: Queue, noAck: boolean): void {
    const entry = queue.take(noAck)
    if (entry === undefined) return this.#peer.send(this.#channel, 'basic.get-empty')
    const deliveryTag = ++this.#tag
    if (!noAck) this.#hold(deliveryTag, entry, queue, undefined)
    const { redelivered, message, shown = message } = entry
    const { exchange, routingKey } = message
    const args = { deliveryTag, redelivered, exchange, routingKey, messageCount: queue.ready }
    this.#peer.sendContent(this.#channel, 'basic.get-ok', args, shown)
  }

  settle(tag: number, multiple: boolean, settlement: Settlement): void {
    this.#settled(this.#unacked.settle(tag, multiple), settlement)
  }

  recover(requeue: boolean, answer: boolean): void {
    if (!requeue) throw new Refusal('not-implemented', 'requeue=false')
    if (answer) this.#peer.send(this.#channel, 'basic.recover-ok')
    this.#settled(this.#unacked.all(), 'requeue')
  }

  #settled(deliveries: readonly Delivery<Subscription>[], settlement: Settlement): void {
    const wasReached = this.#shared.reached
    for (const group of grouped(deliveries)) {
      const [first] = group
      if (first === undefined) continue
      const { queue, taker } = first
      if (taker !== undefined) {
        taker.held -= group.length
        this.#shared.settled(group.length)
      }
      const entries = group.map(({ entry }) => entry)
      queue.settle(settlement, entries, taker)
    }
    if (wasReached) this.resume()
  }

  /** Its consumers may be able to take more. */
  resume(): void {
    for (const subscription of [...this.#subscriptions.values()]) subscription.queue.resume(subscription)
  }

  /** First half of the end of a channel: nothing is delivered on it any more. */
  leave(): void {
    for (const subscription of [...this.#subscriptions.values()]) this.#leave(subscription)
  }

  /** Second half, when all consumers that are to go have left: what was not settled goes back. */
  giveBack(): void {
    const groups = grouped(this.#unacked.all())
    for (const group of groups) {
      const [first] = group
      const entries = group.map(({ entry }) => entry)
      first?.queue.settle('lost', entries, first.taker)
    }
    for (const queue of new Set(groups.flat().map(({ queue }) => queue))) queue.resume(undefined)
  }
}
