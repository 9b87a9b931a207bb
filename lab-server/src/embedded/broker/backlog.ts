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

  get length(): number {
    return this.#returned.length + this.#fresh.length - this.#head
  }

  put(message: Message): void {
    this.#fresh.push({ position: this.#next++, message, redelivered: false })
  }

  take(): Entry | undefined {
    return this.#returned.pop() ?? this.#shift()
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
    const marked = entries.map((entry) => ({ ...entry, redelivered: true }))
    // Kept last first, so that taking one is a pop; an array that is sorted but for its end is sorted in linear time.
    this.#returned = this.#returned.concat(marked.reverse()).sort((one, other) => other.position - one.position)
  }

  clear(): Entry[] {
    const all = [...this.#returned, ...this.#fresh.slice(this.#head)]
    this.#returned = []
    this.#fresh = []
    this.#head = 0
    return all
  }
}
