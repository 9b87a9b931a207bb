// Which messages a filter leaves: those of which every word of it begins a word. What there is to be found of one is its name, the programs,
// exchanges and queues it was in, and what its bars say of it.
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { barWords } from './words.ts'

export class Choice {
  readonly #timeline: Timeline
  readonly #words: readonly string[]
  readonly #known = new Map<number, boolean>()

  /** As the timeline is now. */
  constructor(timeline: Timeline, filter: string) {
    this.#timeline = timeline
    this.#words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  }

  get isAll(): boolean {
    return this.#words.length === 0
  }

  has(copy: number): boolean {
    if (this.isAll) return true
    const known = this.#known.get(copy)
    if (known !== undefined) return known
    const there = wordsOf(this.#timeline, copy)
    const has = this.#words.every((word) => there.some((each) => each.startsWith(word)))
    this.#known.set(copy, has)
    return has
  }

  /** The next one from there on, in steps of 1 or −1. */
  from(copy: number, by: 1 | -1): number | undefined {
    for (let at = copy; at >= 1 && at <= this.#timeline.size; at += by) if (this.has(at)) return at
    return undefined
  }

  /** The first of them, as many as are asked for. */
  first(most: number): number[] {
    const found: number[] = []
    for (let at = 1; at <= this.#timeline.size && found.length < most; at++) if (this.has(at)) found.push(at)
    return found
  }
}

function wordsOf(timeline: Timeline, copy: number): string[] {
  const said = timeline.barsOf(copy).map((bar) => `${bar.lane.named.name} ${barWords(bar, timeline)[0] ?? ''} ${bar.again ? 'redelivered' : ''}`)
  return `${timeline.copy(copy)?.label.text ?? ''} ${said.join(' ')}`.toLowerCase().split(/\s+/)
}
