// How much all queues of a broker hold, ready or unacknowledged. RabbitMQ stops reading from publishers when it runs out of
// memory (https://www.rabbitmq.com/docs/memory): so does this, or one program's endless loop would take the lab with it.
import type { Message } from './message.ts'

/** Bytes a message takes beside its body and header, about. */
const OVERHEAD = 512
/** Of the limit: publishers are read again when so much is left of what is held. */
const RELIEF = 0.75

export class Memory {
  readonly #limit: number
  readonly #waiting = new Set<() => void>()
  #held = 0
  #scarce = false

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get scarce(): boolean {
    return this.#scarce
  }

  take(message: Message): void {
    this.#held += sizeOf(message)
    if (this.#held >= this.#limit) this.#scarce = true
  }

  free(message: Message): void {
    this.#held -= sizeOf(message)
    if (!this.#scarce || this.#held > this.#limit * RELIEF) return
    this.#scarce = false
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const go of waiting) go()
  }

  /** Calls `go` once it is scarce no more; what is returned takes that back. */
  whenRelieved(go: () => void): () => void {
    this.#waiting.add(go)
    return () => this.#waiting.delete(go)
  }
}

const sizeOf = (message: Message): number => message.body.length + message.header.length + OVERHEAD
