// The mistakes of a Recording that grows. The rules read all of it, and whoever records waits meanwhile: the longer they take, the less often they look.
import type { Wire } from '../wire.ts'
import { anywhere } from './anywhere.ts'
import type { Seen } from './seen.ts'

export interface LookingGiven {
  readonly wire: Wire
  /** Calls back once after so many ms; what it returns takes that back. */
  readonly later: (ms: number, act: () => void) => () => void
  /** A monotonic clock in ms. */
  readonly now: () => number
  /** All mistakes so far, after each look. */
  readonly seen: (mistakes: readonly Seen[]) => void
}

/** They look again after so many ms at the earliest, and after so many times what they took. */
const LOOK_MS = 250
const REST = 20

export class Looking implements Disposable {
  readonly #given: LookingGiven
  #ms = LOOK_MS
  #cancel: (() => void) | undefined

  constructor(given: LookingGiven) {
    this.#given = given
  }

  /** More was recorded. */
  changed(): void {
    this.#cancel ??= this.#given.later(this.#ms, () => this.look())
  }

  look(): void {
    this[Symbol.dispose]()
    const { wire, now, seen } = this.#given
    const since = now()
    const mistakes = anywhere(wire)
    this.#ms = Math.max(LOOK_MS, REST * (now() - since))
    seen(mistakes)
  }

  [Symbol.dispose](): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
