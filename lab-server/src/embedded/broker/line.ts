// The consumers of a queue as RabbitMQ lines them up: the one in front gets the next message and goes to the back of those of its
// priority; one that cannot take it (prefetch met, socket full) steps aside, and joins the line at the back once it can again.
import type { Entry } from './message.ts'

export interface Consumer {
  readonly tag: string
  readonly exclusive: boolean
  /** What it is given needs no settling. */
  readonly noAck: boolean
  /** Those of a higher one are served first (https://www.rabbitmq.com/docs/consumer-priority). */
  readonly priority: number
  ready(): boolean
  deliver(entry: Entry): void
  /** The queue is gone. */
  dismiss(): void
}

export class Line {
  /** The highest priority first. */
  readonly #levels: { readonly priority: number; readonly consumers: Consumer[] }[] = []
  readonly #aside = new Set<Consumer>()

  get length(): number {
    return this.#levels.reduce((sum, { consumers }) => sum + consumers.length, this.#aside.size)
  }

  /** Who stands in line, in front first, and then those aside. */
  *[Symbol.iterator](): Iterator<Consumer> {
    for (const { consumers } of this.#levels) yield* consumers
    yield* this.#aside
  }

  get front(): Consumer | undefined {
    for (const { consumers } of this.#levels) if (consumers[0] !== undefined) return consumers[0]
    return undefined
  }

  add(consumer: Consumer): void {
    const { priority } = consumer
    const level = this.#levels.find((one) => one.priority === priority)
    if (level !== undefined) level.consumers.push(consumer)
    else {
      this.#levels.push({ priority, consumers: [consumer] })
      this.#levels.sort((one, other) => other.priority - one.priority)
    }
  }

  remove(consumer: Consumer): void {
    this.#aside.delete(consumer)
    this.#leave(consumer)
  }

  #leave(consumer: Consumer): void {
    for (const { consumers } of this.#levels) {
      const at = consumers.indexOf(consumer)
      if (at !== -1) consumers.splice(at, 1)
    }
  }

  clear(): void {
    this.#levels.length = 0
    this.#aside.clear()
  }

  /** The first that can take a message: it now stands at the back, and those before it stand aside. */
  taker(): Consumer | undefined {
    for (const { consumers } of this.#levels) {
      for (let consumer = consumers.shift(); consumer !== undefined; consumer = consumers.shift()) {
        if (consumer.ready()) {
          consumers.push(consumer)
          return consumer
        }
        this.#aside.add(consumer)
      }
    }
    return undefined
  }

  /** This one if it can take a message; else it stands aside. */
  takes(consumer: Consumer): boolean {
    if (this.#aside.has(consumer)) return false
    if (consumer.ready()) return true
    this.#leave(consumer)
    this.#aside.add(consumer)
    return false
  }

  /** It may be able to take more: it joins the line again if it stood aside. */
  rejoin(consumer: Consumer): void {
    if (this.#aside.delete(consumer)) this.add(consumer)
  }
}
