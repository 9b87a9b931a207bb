// Where events stand from left to right. A burst of frames within a millisecond and a wait of seconds are both to be seen: each event
// moves on by a step, and by more the longer it was waited for, but a long wait by little more than a short one.
import type { Event } from '@ackademy/contract/recording.ts'

const LONGEST_WAIT = 7
/** What the bars that last reach beyond the last event. */
export const NOW = 6

export class Scale {
  readonly #at: number[] = []

  /** Places the first `count` events, as far as they are new. */
  grow(events: readonly Event[], count = events.length): void {
    for (let index = this.#at.length; index < count; index++) {
      const waited = Math.max(0, (events[index]?.at ?? 0) - (events[index - 1]?.at ?? 0))
      this.#at.push((this.#at[index - 1] ?? 0) + 1 + Math.min(LONGEST_WAIT, 0.8 * Math.log2(1 + waited)))
    }
  }

  /** How many events have their place. */
  get count(): number {
    return this.#at.length
  }

  /** Of an event, by its place among the events; undefined stands for now. */
  of(index: number | undefined): number {
    return index === undefined ? this.end : (this.#at[index] ?? this.end)
  }

  get end(): number {
    return (this.#at.at(-1) ?? 0) + NOW
  }

  /** The last event at or before. */
  indexAt(position: number): number {
    return Math.max(0, after(this.#at.length, (index) => (this.#at[index] ?? 0) > position) - 1)
  }
}

/** The first of `count` for which it is true; it is true of all that follow. */
export function after(count: number, isTrue: (index: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isTrue(middle)) high = middle
    else low = middle + 1
  }
  return low
}
