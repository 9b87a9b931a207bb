import type { Event } from '@ackademy/contract/recording.ts'
import { summary } from '@ackademy/wire/summary.ts'

export interface Filter {
  /** Words to be found in an event's summary, all of them; case does not matter. */
  readonly text: string
  /** A program's name, `lab` for what the lab did itself, or empty for all. */
  readonly program: string
}

const programOf = (event: Event): string => ('program' in event ? event.program : 'lab')

/** What matches of events that become more: only those that are new are looked at. */
export class Matching {
  readonly #filter: Filter
  #events: readonly Event[] = []
  #found: readonly Event[] = []

  constructor(filter: Filter) {
    this.#filter = filter
  }

  of(events: readonly Event[]): readonly Event[] {
    const known = this.#events.length
    const goesOn = known > 0 && known <= events.length && events[0] === this.#events[0] && events[known - 1] === this.#events[known - 1]
    if (letsAllThrough(this.#filter)) return events
    if (events !== this.#events)
      this.#found = goesOn ? this.#found.concat(matching(events.slice(known), this.#filter)) : matching(events, this.#filter)
    this.#events = events
    return this.#found
  }
}

const letsAllThrough = ({ text, program }: Filter): boolean => text.trim() === '' && program === ''

export const matching = (events: readonly Event[], filter: Filter): readonly Event[] => {
  if (letsAllThrough(filter)) return events
  const { text, program } = filter
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return events.filter((event) => {
    if (program !== '' && programOf(event) !== program) return false
    if (words.length === 0) return true
    const { who, method, what } = summary(event)
    const haystack = `${event.seq} ${who} ${method} ${what}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}
