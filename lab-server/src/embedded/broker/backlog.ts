// The messages of a queue that wait for a consumer, in the order they came:
//
//   taken ◀── returned (came back, by position) ── fresh (never delivered) ◀── put
//
// Whatever comes back was taken before any fresh message, so all of `returned` stands before all of `fresh`.
import type { Entry, Message } from './message.ts'

export class Backlog {
  #returned: Entry[] = []
  #fresh: Entry[] = []
  #head = 0
  #next = 0
  #bytes = 0

  get length(): number {
    return this.#returned.length + this.#fresh.length - this.#head
  }

  /** Of bodies and content headers. */
  get bytes(): number {
    return this.#bytes
  }

  put(message: Message): void {
    this.#fresh.push({ position: this.#next++, message, redelivered: false })
    this.#bytes += sizeOf(message)
  }

  take(): Entry | undefined {
    const entry = this.#returned.pop() ?? this.#shift()
    if (entry !== undefined) this.#bytes -= sizeOf(entry.message)
    return entry
  }

  #shift(): Entry | undefined {
    const entry = this.#fresh[this.#head]
    if (entry === undefined) return undefined
    this.#head++
    if (this.#head > 1024 && this.#head * 2 > this.#fresh.length) {
      this.#fresh = this.#fresh.slice(this.#head)
      this.#head = 0
    }
    return entry
  }

  putBack(entries: readonly Entry[]): void {
    for (const { message } of entries) this.#bytes += sizeOf(message)
    const marked = entries.map((entry) => ({ ...entry, redelivered: true }))
    // Kept last first, so that taking one is a pop; an array that is sorted but for its end is sorted in linear time.
    this.#returned = this.#returned.concat(marked.reverse()).sort((one, other) => other.position - one.position)
  }

  clear(): number {
    const { length } = this
    this.#returned = []
    this.#fresh = []
    this.#head = this.#bytes = 0
    return length
  }
}

export const sizeOf = (message: Message): number => message.body.length + message.header.length
