/**
 * How much all consumers of a channel may hold together (basic.qos with `global`; https://www.rabbitmq.com/docs/consumer-prefetch).
 * It counts as RabbitMQ's limiter does: from nothing, or from what the channel holds at the moment a limit is set.
 */
export class SharedPrefetch {
  /** 0: none. */
  #limit = 0
  #held = 0

  get limit(): number {
    return this.#limit
  }
  get reached(): boolean {
    return this.#limit !== 0 && this.#held >= this.#limit
  }

  /** `held`: what the channel holds now, by basic.get too. */
  set(limit: number, held: number): void {
    if (limit === 0 || this.#limit === 0) this.#held = limit === 0 ? 0 : held
    this.#limit = limit
  }

  delivered(): void {
    if (this.#limit !== 0) this.#held++
  }

  settled(count: number): void {
    if (this.#held !== 0) this.#held -= count
  }
}
