// A quorum queue as one node of RabbitMQ 3.10 keeps it (https://www.rabbitmq.com/docs/quorum-queues): it counts how often a message
// came back, and what came back does not go to its old place:
//
//   taken ◀── returned (its channel is gone, or the queue has a delivery limit) ── arrived ◀── publish; nack and the like without a limit
import { Backlog } from './backlog.ts'
import type { Reason } from './dead-letter.ts'
import { Alarm, expiryOf } from './expiry.ts'
import { changed } from './header.ts'
import { type Consumer, Line } from './line.ts'
import type { Entry, Message } from './message.ts'
import type { Queue, QueueHost, QueueProperties, Settlement } from './queue.ts'
import { Refusal } from './refusal.ts'

/** Of its length: so much must be left before a queue that was full takes publishes again. */
const LOW = 0.8

export class QuorumQueue implements Queue {
  readonly name: string
  readonly properties: QueueProperties
  readonly consumers = new Line()
  readonly #host: QueueHost
  readonly #returned = new Backlog()
  readonly #arrived = new Backlog()
  readonly #expiring: Alarm
  readonly #unused: Alarm
  /** In the order they came: with x-single-active-consumer the first is served alone. */
  readonly #order: Consumer[] = []
  /** What each holds, be it cancelled; undefined: basic.get. */
  readonly #held = new Map<Consumer | undefined, number>()
  #full = false
  #gone = false

  constructor(name: string, properties: QueueProperties, host: QueueHost) {
    this.name = name
    this.properties = properties
    this.#host = host
    this.#expiring = new Alarm(host.clock, () => this.#run())
    this.#unused = new Alarm(host.clock, () => {
      if (this.#order.length === 0) host.deleteQueue(this)
    })
    this.touch()
  }

  get ready(): number {
    return this.#returned.length + this.#arrived.length
  }
  get bytes(): number {
    return this.#returned.bytes + this.#arrived.bytes
  }
  get unacknowledged(): number {
    return this.#held.values().reduce((sum, count) => sum + count, 0)
  }
  get active(): Consumer | undefined {
    return this.properties.settings.singleActive ? this.#order[0] : undefined
  }
  /** RabbitMQ counts who holds a message, be it by basic.get, and not who waits to be the active one. */
  get consumerCount(): number {
    const served = this.properties.settings.singleActive ? this.#order.slice(0, 1) : this.#order
    const leaving = [...this.#held.keys()].filter((consumer) => consumer !== undefined && !served.includes(consumer))
    return served.length + leaving.length + (this.#held.get(undefined) ?? 0)
  }

  publish(message: Message): boolean {
    const { overflow, messageTtl } = this.properties.settings
    if (overflow === 'reject-publish' && this.#full) return false
    const { clock, memory } = this.#host
    const expiry = expiryOf(message.properties.expiration, messageTtl, () => clock.now())
    memory.take(message)
    // Of no time at all is a millisecond.
    const lasting = expiry === undefined ? undefined : Math.max(expiry, clock.now() + 1)
    this.#arrived.put({ position: 0, message, redelivered: false, returns: 0, losses: 0, expiry: lasting })
    this.#run()
    return true
  }

  take(noAck: boolean): Entry | undefined {
    this.touch()
    if (this.properties.settings.singleActive) throw this.#ungettable()
    this.#dropExpired()
    const entry = this.#next()
    if (entry === undefined) return undefined
    if (noAck) this.#host.memory.free(entry.message)
    else this.#hold(undefined, 1)
    this.#run()
    return this.#host.release.countsReturns ? shown(entry, { 'x-delivery-count': entry.returns }) : this.#counted(entry)
  }

  #ungettable(): Refusal {
    const described = this.#host.described('queue', this.name)
    return new Refusal(
      'resource-locked',
      `cannot obtain access to locked ${described}. basic.get operations are not supported by quorum queues with single active consumer`,
    )
  }

  settle(settlement: Settlement, entries: readonly Entry[], consumer: Consumer | undefined): void {
    this.#hold(consumer, -entries.length)
    if (this.#gone) return this.#forget(entries)
    if (settlement === 'ack' || settlement === 'reject') {
      if (settlement === 'reject') for (const { message } of entries) this.#host.deadLetter(this, message, 'rejected')
      this.#forget(entries)
      return this.resume(consumer)
    }
    for (const entry of entries) {
      this.#takeBack(entry, settlement)
      // Each comes back by itself, unless they come back together.
      if (settlement === 'requeue' && this.#unlimited) this.resume(consumer)
    }
    if (settlement === 'requeue') this.resume(consumer)
  }

  get #unlimited(): boolean {
    return this.properties.settings.deliveryLimit === undefined
  }

  #takeBack({ message, expiry, returns, losses }: Entry, settlement: Settlement): void {
    const lost = settlement === 'lost' ? 1 : 0
    const back: Entry = { position: 0, message, expiry, redelivered: true, returns: returns + 1, losses: losses + lost }
    const counted = this.#host.release.countsReturns ? back.returns : back.losses
    if (counted > (this.properties.settings.deliveryLimit ?? Infinity)) this.#giveUp(back, 'delivery_limit')
    else if (settlement === 'requeue' && this.#unlimited) this.#arrived.put(back)
    else this.#returned.put(back)
  }

  /** Shared whatever a consumer asks for. */
  admits(): void {}

  add(consumer: Consumer): void {
    this.consumers.add(consumer)
    this.#order.push(consumer)
    this.#run()
  }

  remove(consumer: Consumer): void {
    this.consumers.remove(consumer)
    const at = this.#order.indexOf(consumer)
    if (at !== -1) this.#order.splice(at, 1)
    this.touch()
  }

  resume(consumer: Consumer | undefined): void {
    if (consumer !== undefined && consumer.ready()) this.consumers.rejoin(consumer)
    this.#run()
  }

  touch(): void {
    const { expires } = this.properties.settings
    if (expires === undefined || this.#order.length > 0) return
    this.#unused.cancel()
    this.#unused.notLaterThan(this.#host.clock.now() + expires)
  }

  purge(): number {
    const purged = [...this.#returned.clear(), ...this.#arrived.clear()]
    this.#forget(purged)
    this.#limit()
    return purged.length
  }

  *durable(): Iterable<Entry> {
    yield* this.#returned
    yield* this.#arrived
  }

  restore(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#host.memory.take(entry.message)
      this.#arrived.put(entry)
    }
    this.#run()
  }

  end(): void {
    this.#gone = true
    this.#expiring.cancel()
    this.#unused.cancel()
    const consumers = [...this.#order]
    this.#order.length = 0
    this.consumers.clear()
    for (const consumer of consumers) consumer.dismiss()
    this.purge()
  }

  #run(): void {
    for (;;) {
      this.#dropExpired()
      const taker = this.ready > 0 ? this.#taker() : undefined
      const entry = taker && this.#next()
      if (taker === undefined || entry === undefined) break
      if (taker.noAck) this.#host.memory.free(entry.message)
      else this.#hold(taker, 1)
      taker.deliver(this.#counted(entry))
      // Who has met its prefetch leaves the line at once, and joins it at the back when it can take more.
      this.consumers.takes(taker)
    }
    this.#limit()
  }

  /** As it is delivered: with how often it came back, if it did. */
  #counted(entry: Entry): Entry {
    const { returns, losses } = entry
    if (returns === 0) return entry
    if (this.#host.release.countsReturns) return shown(entry, { 'x-delivery-count': returns })
    return shown(entry, { 'x-acquired-count': returns, ...(losses > 0 ? { 'x-delivery-count': losses } : {}) })
  }

  #taker(): Consumer | undefined {
    if (!this.properties.settings.singleActive) return this.consumers.taker()
    const [active] = this.#order
    return active !== undefined && this.consumers.takes(active) ? active : undefined
  }

  #next(): Entry | undefined {
    return this.#returned.take() ?? this.#arrived.take()
  }

  #hold(consumer: Consumer | undefined, more: number): void {
    const held = (this.#held.get(consumer) ?? 0) + more
    if (held === 0) this.#held.delete(consumer)
    else this.#held.set(consumer, held)
  }

  #dropExpired(): void {
    for (;;) {
      const head = this.#returned.head ?? this.#arrived.head
      if (head?.expiry === undefined) return
      if (this.#host.clock.now() < head.expiry) return this.#expiring.notLaterThan(head.expiry)
      const entry = this.#next()
      if (entry !== undefined) this.#giveUp(entry, 'expired')
    }
  }

  /** Drops what is too much, or says from when on and how long publishes are refused. */
  #limit(): void {
    const { maxLength = Infinity, maxBytes = Infinity, overflow } = this.properties.settings
    const over = (part: number) => this.ready > Math.trunc(maxLength * part) || this.bytes > Math.trunc(maxBytes * part)
    if (overflow === 'reject-publish') this.#full = over(this.#full ? LOW : 1)
    else {
      for (let entry = over(1) ? this.#next() : undefined; entry !== undefined; entry = over(1) ? this.#next() : undefined) {
        this.#giveUp(entry, 'maxlen')
      }
    }
  }

  #giveUp(entry: Entry, reason: Reason): void {
    this.#host.deadLetter(this, entry.message, reason)
    this.#forget([entry])
  }

  #forget(entries: readonly Entry[]): void {
    for (const { message } of entries) this.#host.memory.free(message)
  }
}

const shown = (entry: Entry, set: Readonly<Record<string, number>>): Entry => {
  const { message } = entry
  return { ...entry, shown: { ...message, ...changed(message.header, { set }) } }
}
