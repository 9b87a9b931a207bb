import type { Entry } from './message.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'

export interface Delivery<Taker> {
  readonly queue: Queue
  readonly entry: Entry
  /** Undefined when it was asked for by basic.get. */
  readonly taker: Taker | undefined
}

/** A channel's deliveries that wait for their settlement, by tag; the tags count up, so the map is in their order. */
export class Unacked<Taker> {
  readonly #deliveries = new Map<number, Delivery<Taker>>()

  add(tag: number, delivery: Delivery<Taker>): void {
    this.#deliveries.set(tag, delivery)
  }

  /**
   * Takes out what a settlement is about: `multiple` means all up to the tag, and with tag 0 simply all, be it none.
   * Throws precondition-failed for a tag that is not outstanding.
   */
  settle(tag: number, multiple: boolean): Delivery<Taker>[] {
    if (multiple && tag === 0) return this.all()
    const delivery = this.#deliveries.get(tag)
    if (delivery === undefined) throw new Refusal('precondition-failed', `unknown delivery tag ${tag}`)
    if (!multiple) {
      this.#deliveries.delete(tag)
      return [delivery]
    }
    const settled: Delivery<Taker>[] = []
    for (const [earlier, one] of this.#deliveries) {
      if (earlier > tag) break
      settled.push(one)
      this.#deliveries.delete(earlier)
    }
    return settled
  }

  all(): Delivery<Taker>[] {
    const all = [...this.#deliveries.values()]
    this.#deliveries.clear()
    return all
  }
}
