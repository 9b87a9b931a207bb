import type { Event } from '@ackademy/contract/recording.ts'
import { summary } from '@ackademy/wire/summary.ts'

export interface Filter {
  /** Words to be found in an event's summary, all of them; case does not matter. */
  readonly text: string
  /** A program's name, `lab` for what the lab did itself, or empty for all. */
  readonly program: string
}

const programOf = (event: Event): string => ('program' in event ? event.program : 'lab')

export const matching = (events: readonly Event[], { text, program }: Filter): readonly Event[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && program === '') return events
  return events.filter((event) => {
    if (program !== '' && programOf(event) !== program) return false
    if (words.length === 0) return true
    const { who, method, what } = summary(event)
    const haystack = `${event.seq} ${who} ${method} ${what}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}
