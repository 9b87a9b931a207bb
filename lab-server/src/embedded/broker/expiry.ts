// When the head of a queue is to be looked at, and when the queue itself: one timer each, set anew where it matters.
import type { Clock } from './clock.ts'

/** Calls `due` when a time has come; only the earliest that was asked for is kept. */
export class Alarm {
  readonly #clock: Clock
  readonly #due: () => void
  #at = Infinity
  #cancel: (() => void) | undefined

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock
    this.#due = due
  }

  /** `at`: milliseconds since 1970. */
  notLaterThan(at: number): void {
    if (at >= this.#at) return
    this.cancel()
    this.#at = at
    this.#cancel = this.#clock.after(at - this.#clock.now(), () => this.#ring())
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#at = Infinity
  }

  #ring(): void {
    const at = this.#at
    this.#at = Infinity
    this.#cancel = undefined
    // A timer may be a little early, and the longest waits take several.
    if (this.#clock.now() < at) return this.notLaterThan(at)
    this.#due()
  }
}

/** The time a message has from `now` on, in milliseconds since 1970: the shorter of its own and the queue's. */
export function expiryOf(expiration: string | undefined, ttl: number | undefined, now: () => number): number | undefined {
  if (expiration === undefined && ttl === undefined) return undefined
  return now() + Math.min(expiration === undefined ? Infinity : Number(expiration), ttl ?? Infinity)
}

/** Ten years in milliseconds. */
const LONGEST = 315_360_000_000

/** What RabbitMQ has against an expiration, as it prints it; undefined: nothing. */
export function wrongExpiration(expiration: string): string | undefined {
  const [, digits, rest] = /^([+-]?\d+)(.*)$/s.exec(expiration) ?? []
  if (digits === undefined) return 'no_integer'
  if (rest !== '') return `{leftover_string,"${rest ?? ''}"}`
  const value = Number(digits)
  if (value < 0) return `{value_negative,${value}}`
  return value > LONGEST ? `{value_too_large,${value}}` : undefined
}
