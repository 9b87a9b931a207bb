// The messages of a queue that wait for a consumer, in the order they came:
//
//   taken ◀── returned (came back, by position) ── fresh (never delivered) ◀── put
//
// Whatever comes back was taken before any fresh message, so all of `returned` stands before all of `fresh`.
import type { Entry } from './message.ts'

export interface Waiting {
  readonly length: number
  /** Bytes of all bodies. */
  readonly bytes: number
  /** The next to be taken. */
  readonly head: Entry | undefined
  put(entry: Entry): void
  take(): Entry | undefined
  /** These are redelivered from now on. */
  putBack(entries: readonly Entry[]): void
  clear(): Entry[]
  /** In the order they would be taken. */
  [Symbol.iterator](): Iterator<Entry>
}

export class Backlog implements Waiting {
  #returned: Entry[] = []
  /** What was taken leaves a hole, so that nothing is kept alive. */
  #fresh: (Entry | undefined)[] = []
  #start = 0
  #bytes = 0

  get length(): number {
    return this.#returned.length + this.#fresh.length - this.#start
  }
  get bytes(): number {
    return this.#bytes
  }
  get head(): Entry | undefined {
    return this.#returned.at(-1) ?? this.#fresh[this.#start]
  }

  put(entry: Entry): void {
    this.#bytes += entry.message.body.length
    this.#fresh.push(entry)
  }

  take(): Entry | undefined {
    const entry = this.#returned.pop() ?? this.#shift()
    if (entry !== undefined) this.#bytes -= entry.message.body.length
    return entry
  }

  #shift(): Entry | undefined {
    const entry = this.#fresh[this.#start]
    if (entry === undefined) return undefined
    this.#fresh[this.#start++] = undefined
    if (this.#start > 1024 && this.#start * 2 > this.#fresh.length) {
      this.#fresh = this.#fresh.slice(this.#start)
      this.#start = 0
    }
    return entry
  }

  putBack(entries: readonly Entry[]): void {
    for (const { message } of entries) this.#bytes += message.body.length
    const marked = entries.map((entry) => ({ ...entry, redelivered: true }))
    // Kept last first, so that taking one is a pop; an array that is sorted but for its end is sorted in linear time.
    this.#returned = this.#returned.concat(marked.reverse()).sort((one, other) => other.position - one.position)
  }

  clear(): Entry[] {
    const all = [...this]
    this.#returned = []
    this.#fresh = []
    this.#start = 0
    this.#bytes = 0
    return all
  }

  *[Symbol.iterator](): Iterator<Entry> {
    yield* this.#returned.toReversed()
    for (let at = this.#start; at < this.#fresh.length; at++) {
      const entry = this.#fresh[at]
      if (entry !== undefined) yield entry
    }
  }
}
