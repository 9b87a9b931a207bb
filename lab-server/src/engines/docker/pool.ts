// What is made ahead, so that nobody waits for it. Items are made one at a time in the background, and never before whoever took one has had
// a second of the machine for themselves. What ended by itself meanwhile is not given to anybody.
import type { Figure } from '../../figure.ts'

export interface Pooled extends AsyncDisposable {
  /** Resolves when it ended by itself. */
  readonly lost: Promise<unknown>
}

export interface PoolGiven<Item extends Pooled> {
  readonly size: number
  readonly make: (signal: AbortSignal) => Promise<Item>
  /** False: not now, the machine has no memory to spare. */
  readonly afford: () => boolean
  readonly restMs?: number
}

const REST_MS = 1000
/** After one could not be made. */
const AGAIN_MS = 5000

export class Pool<Item extends Pooled> implements AsyncDisposable {
  readonly #given: PoolGiven<Item>
  readonly #items: Item[] = []
  readonly #ending = new AbortController()
  #filling: Promise<void> | undefined
  #begun = false
  #timer: NodeJS.Timeout | undefined
  #hits = 0
  #misses = 0

  constructor(given: PoolGiven<Item>) {
    this.#given = given
  }

  /** From now on there are items ahead. */
  begin(): void {
    this.#begun = true
    this.#fillAfter(0)
  }

  /** Resolves when as many as can be are there. */
  async filled(): Promise<void> {
    await this.#fill()
  }

  /** What is there now. */
  get ahead(): readonly Item[] {
    return this.#items
  }

  take(): Item | undefined {
    const item = this.#items.shift()
    if (this.#begun) {
      if (item === undefined) this.#misses++
      else this.#hits++
      this.#fillAfter(this.#given.restMs ?? REST_MS)
    }
    return item
  }

  figures(): Figure[] {
    return [
      { name: 'ackademy_pool_items', help: 'Workspaces made ahead and ready.', value: this.#items.length },
      { name: 'ackademy_pool_size', help: 'Workspaces that are to be made ahead.', value: this.#begun ? this.#given.size : 0 },
      { name: 'ackademy_pool_hits_total', help: 'Workspaces that were opened from those made ahead.', value: this.#hits },
      { name: 'ackademy_pool_misses_total', help: 'Workspaces that had to be made while somebody waited.', value: this.#misses },
    ]
  }

  #fillAfter(ms: number): void {
    if (this.#timer || !this.#begun || this.#ending.signal.aborted) return
    this.#timer = setTimeout(() => void this.#fill(), ms).unref()
  }

  #fill(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return (this.#filling ??= this.#makeAll().finally(() => (this.#filling = undefined)))
  }

  async #makeAll(): Promise<void> {
    const { size, make, afford } = this.#given
    const { signal } = this.#ending
    while (this.#begun && this.#items.length < size && !signal.aborted) {
      if (!afford()) return this.#fillAfter(AGAIN_MS)
      try {
        const item = await make(signal)
        this.#items.push(item)
        void item.lost.then(() => this.#drop(item))
      } catch {
        // Whoever opens one meets the same, and is told.
        return this.#fillAfter(AGAIN_MS)
      }
    }
  }

  #drop(item: Item): void {
    const index = this.#items.indexOf(item)
    if (index < 0) return
    this.#items.splice(index, 1)
    void item[Symbol.asyncDispose]()
    this.#fillAfter(this.#given.restMs ?? REST_MS)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort(new Error('the lab ends'))
    clearTimeout(this.#timer)
    // what is being made meanwhile is among the items then
    await this.#filling
    await Promise.all(this.#items.splice(0).map((item) => item[Symbol.asyncDispose]()))
  }
}
