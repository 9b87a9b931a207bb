import type { Entry } from './message.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'

export interface Delivery<Taker> {
  readonly tag: number
  readonly queue: Queue
  readonly entry: Entry
  /** Undefined when it was asked for by basic.get. */
  readonly taker: Taker | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A channel's deliveries that wait for their settlement, by tag; the tags count up, so the map is in their order. */
export class Unacked<Taker extends { readonly tag: string }> {
  readonly #deliveries = new Map<number, Delivery<Taker>>()

  get size(): number {
    return this.#deliveries.size
  }
  get oldest(): Delivery<Taker> | undefined {
    for (const delivery of this.#deliveries.values()) return delivery
    return undefined
  }

  add(delivery: Delivery<Taker>): void {
    this.#deliveries.set(delivery.tag, delivery)
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

/**
 * As RabbitMQ settles several deliveries: queue by queue by name, in each first what basic.get took, one by one, then
 * consumer by consumer by tag.
 */
export function grouped<Taker extends { readonly tag: string }>(deliveries: readonly Delivery<Taker>[]): Delivery<Taker>[][] {
  if (deliveries.length < 2) return deliveries.map((delivery) => [delivery])
  const key = ({ tag, queue, taker }: Delivery<Taker>) =>
    `${queue.name}\0${taker === undefined ? `\0${String(tag).padStart(16, '0')}` : `\x01${taker.tag}`}`
  const groups = Object.entries(Object.groupBy(deliveries, key))
  return groups.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group ?? [])
}
