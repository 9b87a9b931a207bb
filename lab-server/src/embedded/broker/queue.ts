// A classic queue. Consumers take turns as in RabbitMQ: the one in front gets the next message and goes to the back; one that
// cannot take it (prefetch met, socket full) steps out of the line, and joins it at the back once it can again.
import { Backlog } from './backlog.ts'
import type { Memory } from './memory.ts'
import type { Entry, Message } from './message.ts'
import { Refusal } from './refusal.ts'

export interface Consumer {
  readonly exclusive: boolean
  /** What it is given needs no settling. */
  readonly noAck: boolean
  ready(): boolean
  deliver(entry: Entry): void
  /** The queue is gone. */
  dismiss(): void
}

export interface QueueProperties {
  readonly durable: boolean
  readonly autoDelete: boolean
  /** The connection that alone may use it, if it is exclusive. */
  readonly owner: object | undefined
}

export class Queue {
  readonly name: string
  readonly properties: QueueProperties
  readonly #memory: Memory
  readonly #backlog = new Backlog()
  #line: Consumer[] = []
  readonly #aside = new Set<Consumer>()
  #gone = false

  constructor(name: string, properties: QueueProperties, memory: Memory) {
    this.#memory = memory
    this.name = name
    this.properties = properties
  }

  get ready(): number {
    return this.#backlog.length
  }
  get consumers(): number {
    return this.#line.length + this.#aside.size
  }

  publish(message: Message): void {
    this.#memory.take(message)
    this.#backlog.put(message)
    this.#run()
  }

  /** One message for basic.get. */
  take(noAck: boolean): Entry | undefined {
    const entry = this.#backlog.take()
    if (entry !== undefined && noAck) this.drop([entry])
    return entry
  }

  /** These are done with: settled for good, or gone with the queue. */
  drop(entries: readonly Entry[]): void {
    for (const { message } of entries) this.#memory.free(message)
  }

  /** Throws access-refused where either consumer insists on being the only one. */
  admits(exclusive: boolean, described: string): void {
    const [first] = [...this.#line, ...this.#aside]
    if (first !== undefined && (exclusive || first.exclusive)) throw new Refusal('access-refused', `${described} in exclusive use`)
  }

  add(consumer: Consumer): void {
    this.#line.push(consumer)
    this.#run()
  }

  remove(consumer: Consumer): void {
    this.#line = this.#line.filter((one) => one !== consumer)
    this.#aside.delete(consumer)
  }

  /** `consumers` may be able to take more, and `back` is to be delivered again. */
  resume(consumers: Iterable<Consumer>, back: readonly Entry[] = []): void {
    if (this.#gone) return this.drop(back)
    for (const consumer of consumers) if (this.#aside.delete(consumer)) this.#line.push(consumer)
    if (back.length > 0) this.#backlog.putBack(back)
    this.#run()
  }

  purge(): number {
    const purged = this.#backlog.clear()
    this.drop(purged)
    return purged.length
  }

  /** Dismisses its consumers; what comes back to it later is dropped. */
  end(): void {
    this.#gone = true
    const consumers = [...this.#line, ...this.#aside]
    this.#line = []
    this.#aside.clear()
    for (const consumer of consumers) consumer.dismiss()
    this.purge()
  }

  #run(): void {
    while (this.#backlog.length > 0) {
      const consumer = this.#line.shift()
      if (consumer === undefined) return
      if (!consumer.ready()) {
        this.#aside.add(consumer)
        continue
      }
      const entry = this.#backlog.take()
      if (entry === undefined) return
      this.#line.push(consumer)
      consumer.deliver(entry)
      if (consumer.noAck) this.drop([entry])
    }
  }
}
