// A classic queue. What arrives goes to a consumer that waits for it, or to the backlog; what is in the backlog leaves it for a
// consumer, for the dead letters (expired, or too many), or for good.
import { Backlog, type Waiting } from './backlog.ts'
import type { Reason } from './dead-letter.ts'
import { Alarm, expiryOf } from './expiry.ts'
import { type Consumer, Line } from './line.ts'
import type { Entry, Message } from './message.ts'
import { Priorities } from './priorities.ts'
import type { Queue, QueueHost, QueueProperties, Settlement } from './queue.ts'
import { Refusal } from './refusal.ts'

/** The delivery mode of a message that is to outlive the broker. */
const PERSISTENT = 2

export class ClassicQueue implements Queue {
  readonly name: string
  readonly properties: QueueProperties
  readonly consumers = new Line()
  readonly #host: QueueHost
  readonly #waiting: Waiting
  readonly #expiring: Alarm
  readonly #unused: Alarm
  /** With x-single-active-consumer: who alone is served. */
  #active: Consumer | undefined
  #unacknowledged = 0
  #position = 0
  #gone = false

  constructor(name: string, properties: QueueProperties, host: QueueHost) {
    this.name = name
    this.properties = properties
    this.#host = host
    const { maxPriority } = properties.settings
    this.#waiting = maxPriority === undefined ? new Backlog() : new Priorities(maxPriority)
    this.#expiring = new Alarm(host.clock, () => this.#dropExpired())
    this.#unused = new Alarm(host.clock, () => {
      if (this.consumers.length === 0) host.deleteQueue(this)
    })
    this.touch()
  }

  get ready(): number {
    return this.#waiting.length
  }
  get active(): Consumer | undefined {
    return this.#active
  }
  get consumerCount(): number {
    return this.consumers.length
  }
  get bytes(): number {
    return this.#waiting.bytes
  }
  get unacknowledged(): number {
    return this.#unacknowledged
  }

  publish(message: Message): boolean {
    const { overflow, messageTtl, deadLetterExchange } = this.properties.settings
    if (overflow !== 'drop-head' && this.#overfull(1, message.body.length)) {
      if (overflow === 'reject-publish-dlx') this.#host.deadLetter(this, message, 'maxlen')
      return false
    }
    const { clock, memory } = this.#host
    const expiry = expiryOf(message.properties.expiration, messageTtl, () => clock.now())
    const entry: Entry = { position: this.#position++, message, redelivered: false, returns: 0, losses: 0, expiry }
    memory.take(message)
    if (this.#waiting.length === 0) {
      const taker = this.#taker()
      if (taker !== undefined) {
        this.#deliver(entry, taker)
        return true
      }
      if (messageTtl === 0 && deadLetterExchange === undefined) {
        memory.free(message)
        return true
      }
    }
    this.#waiting.put(entry)
    this.#dropTooMany()
    this.#dropExpired()
    return true
  }

  take(noAck: boolean): Entry | undefined {
    this.touch()
    const entry = this.#waiting.take()
    if (entry === undefined) return undefined
    if (noAck) this.#host.memory.free(entry.message)
    else this.#unacknowledged++
    this.#dropExpired()
    return entry
  }

  settle(settlement: Settlement, entries: readonly Entry[], consumer: Consumer | undefined): void {
    this.#unacknowledged -= entries.length
    if (this.#gone) return this.#forget(entries)
    if (consumer !== undefined) this.consumers.rejoin(consumer)
    if (settlement === 'lost') return this.#takeBack(entries)
    if (settlement === 'requeue') this.#takeBack(entries)
    else {
      if (settlement === 'reject') for (const { message } of entries) this.#host.deadLetter(this, message, 'rejected')
      this.#forget(entries)
    }
    this.#run()
  }

  admits(exclusive: boolean): void {
    const refused = this.properties.settings.singleActive ? exclusive : [...this.consumers].some((consumer) => exclusive || consumer.exclusive)
    if (refused) throw new Refusal('access-refused', `${this.#host.described('queue', this.name)} in exclusive use`)
  }

  add(consumer: Consumer): void {
    this.consumers.add(consumer)
    if (this.properties.settings.singleActive) this.#active ??= consumer
    this.#run()
  }

  remove(consumer: Consumer): void {
    this.consumers.remove(consumer)
    if (this.#active === consumer) this.#active = this.consumers.front
    this.touch()
  }

  resume(consumer: Consumer | undefined): void {
    if (consumer !== undefined) this.consumers.rejoin(consumer)
    this.#run()
  }

  touch(): void {
    const { expires } = this.properties.settings
    if (expires === undefined || this.consumers.length > 0) return
    this.#unused.cancel()
    this.#unused.notLaterThan(this.#host.clock.now() + expires)
  }

  purge(): number {
    const purged = this.#waiting.clear()
    this.#forget(purged)
    return purged.length
  }

  *durable(): Iterable<Entry> {
    for (const entry of this.#waiting) if (entry.message.properties.deliveryMode === PERSISTENT) yield entry
  }

  restore(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#host.memory.take(entry.message)
      this.#waiting.put(entry)
      this.#position = Math.max(this.#position, entry.position + 1)
    }
    this.#dropExpired()
  }

  end(): void {
    this.#gone = true
    this.#expiring.cancel()
    this.#unused.cancel()
    const consumers = [...this.consumers]
    this.consumers.clear()
    for (const consumer of consumers) consumer.dismiss()
    this.purge()
  }

  #takeBack(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    this.#waiting.putBack(entries)
    this.#dropTooMany()
    this.#dropExpired()
  }

  #run(): void {
    while (this.#waiting.length > 0) {
      const taker = this.#taker()
      if (taker === undefined) return
      const entry = this.#waiting.take()
      if (entry === undefined) return
      this.#deliver(entry, taker)
      this.#dropExpired()
    }
  }

  #taker(): Consumer | undefined {
    if (!this.properties.settings.singleActive) return this.consumers.taker()
    return this.#active !== undefined && this.consumers.takes(this.#active) ? this.#active : undefined
  }

  #deliver(entry: Entry, taker: Consumer): void {
    if (taker.noAck) this.#host.memory.free(entry.message)
    else this.#unacknowledged++
    taker.deliver(entry)
  }

  /** Would it be, or is it, with so many more? */
  #overfull(more: number, bytes: number): boolean {
    const { maxLength = Infinity, maxBytes = Infinity } = this.properties.settings
    return this.#waiting.length + more > maxLength || this.#waiting.bytes + bytes > maxBytes
  }

  #dropTooMany(): void {
    if (this.properties.settings.overflow !== 'drop-head') return
    while (this.#overfull(0, 0)) this.#dropHead('maxlen')
  }

  /** What lies behind one that has not expired is not looked at, as in RabbitMQ. */
  #dropExpired(): void {
    for (let head = this.#waiting.head; head?.expiry !== undefined; head = this.#waiting.head) {
      if (this.#host.clock.now() < head.expiry) return this.#expiring.notLaterThan(head.expiry)
      this.#dropHead('expired')
    }
  }

  #dropHead(reason: Reason): void {
    const entry = this.#waiting.take()
    if (entry === undefined) return
    this.#host.deadLetter(this, entry.message, reason)
    this.#forget([entry])
  }

  /** They are done with: settled for good, or gone with the queue. */
  #forget(entries: readonly Entry[]): void {
    for (const { message } of entries) this.#host.memory.free(message)
  }
}
