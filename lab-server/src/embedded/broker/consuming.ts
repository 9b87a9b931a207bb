// The consuming half of a channel: its consumers, what they hold unacknowledged, and how much they may hold.
import type { MethodArgs } from '../../amqp/methods.ts'
import type { Entry } from './message.ts'
import type { Peer } from './peer.ts'
import type { Consumer, Queue } from './queue.ts'
import { Refusal } from './refusal.ts'
import { Unacked, type Delivery } from './unacked.ts'

interface Subscription extends Consumer {
  readonly tag: string
  readonly queue: Queue
  /** Unacknowledged now, of those this subscription was given. */
  held: number
}

export class Consuming {
  readonly #channel: number
  readonly #peer: Peer
  readonly #unacked = new Unacked<Subscription>()
  readonly #subscriptions = new Map<string, Subscription>()
  #tag = 0
  /** For consumers that start from now on; 0: no limit. */
  #prefetch = 0
  /** For all consumers of the channel together; 0: no limit. */
  #shared = 0
  #held = 0

  constructor(channel: number, peer: Peer) {
    this.#channel = channel
    this.#peer = peer
  }

  qos({ prefetchSize, prefetchCount, global }: MethodArgs<'basic.qos'>): void {
    if (prefetchSize !== 0) throw new Refusal('not-implemented', `prefetch_size!=0 (${prefetchSize})`)
    if (global) this.#shared = prefetchCount
    else this.#prefetch = prefetchCount
    this.#peer.send(this.#channel, 'basic.qos-ok')
    if (global) this.resume()
  }

  consume(queue: Queue, { consumerTag, noAck, exclusive, nowait, arguments: given }: MethodArgs<'basic.consume'>): void {
    const [argument] = Object.keys(given)
    if (argument !== undefined) throw new Refusal('not-implemented', `consumer argument '${argument}'`)
    const tag = consumerTag === '' ? `amq.ctag-${this.#peer.ids()}` : consumerTag
    if (this.#subscriptions.has(tag)) throw new Refusal('not-allowed', `attempt to reuse consumer tag '${tag}'`)
    queue.admits(exclusive, this.#peer.host.described('queue', queue.name))
    const subscription = this.#subscription(queue, tag, exclusive, noAck)
    this.#subscriptions.set(tag, subscription)
    if (!nowait) this.#peer.send(this.#channel, 'basic.consume-ok', { consumerTag: tag })
    queue.add(subscription)
  }

  #subscription(queue: Queue, tag: string, exclusive: boolean, noAck: boolean): Subscription {
    const prefetch = noAck ? 0 : this.#prefetch
    const subscription: Subscription = {
      tag,
      queue,
      exclusive,
      noAck,
      held: 0,
      ready: () => !this.#peer.congested && (prefetch === 0 || subscription.held < prefetch) && (this.#shared === 0 || this.#held < this.#shared),
      deliver: (entry) => {
        const deliveryTag = ++this.#tag
        if (!noAck) {
          this.#unacked.add(deliveryTag, { queue, entry, taker: subscription })
          subscription.held++
          this.#held++
        }
        const { redelivered, message } = entry
        const { exchange, routingKey } = message
        const args = { consumerTag: tag, deliveryTag, redelivered, exchange, routingKey }
        this.#peer.sendContent(this.#channel, 'basic.deliver', args, message)
      },
      dismiss: () => {
        this.#subscriptions.delete(tag)
        if (this.#peer.hearsCancel) this.#peer.send(this.#channel, 'basic.cancel', { consumerTag: tag, nowait: true })
      },
    }
    return subscription
  }

  /** What the consumer was given stays unacknowledged. A tag that is not known is no error. */
  cancel({ consumerTag, nowait }: MethodArgs<'basic.cancel'>): void {
    const subscription = this.#subscriptions.get(consumerTag)
    if (subscription !== undefined) this.#leave(subscription)
    if (!nowait) this.#peer.send(this.#channel, 'basic.cancel-ok', { consumerTag })
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
    if (!noAck) this.#unacked.add(deliveryTag, { queue, entry, taker: undefined })
    const { redelivered, message } = entry
    const { exchange, routingKey } = message
    const args = { deliveryTag, redelivered, exchange, routingKey, messageCount: queue.ready }
    this.#peer.sendContent(this.#channel, 'basic.get-ok', args, message)
  }

  settle(tag: number, multiple: boolean, requeue: boolean): void {
    this.#settled(this.#unacked.settle(tag, multiple), requeue)
  }

  recover(requeue: boolean, answer: boolean): void {
    if (!requeue) throw new Refusal('not-implemented', 'requeue=false')
    if (answer) this.#peer.send(this.#channel, 'basic.recover-ok')
    this.#settled(this.#unacked.all(), true)
  }

  #settled(deliveries: readonly Delivery<Subscription>[], requeue: boolean): void {
    const back = new Map<Queue, Entry[]>()
    for (const { queue, entry, taker } of deliveries) {
      const entries = back.get(queue) ?? []
      back.set(queue, entries)
      if (requeue) entries.push(entry)
      else queue.drop([entry])
      if (taker === undefined) continue
      taker.held--
      this.#held--
    }
    // Those whose limit was met stand aside in their queue; for all others this changes nothing.
    for (const [queue, entries] of back) queue.resume(this.#subscriptions.values(), entries)
    if (this.#shared > 0) this.resume()
  }

  /** Its consumers may be able to take more. */
  resume(): void {
    for (const subscription of [...this.#subscriptions.values()]) subscription.queue.resume([subscription])
  }

  /** First half of the end of a channel: nothing is delivered on it any more. */
  leave(): void {
    for (const subscription of [...this.#subscriptions.values()]) this.#leave(subscription)
  }

  /** Second half, when all consumers that are to go have left: what was not settled goes back. */
  giveBack(): void {
    this.#settled(this.#unacked.all(), true)
  }
}
