// A Recording that somebody opened, and all the page shows of it. What is wrong with the text is told in words: it comes from anywhere.
import { fromJsonl, UnreadableRecording } from '@ackademy/contract/jsonl.ts'
import type { Recording } from '@ackademy/contract/recording.ts'
import { filmOf, type Film } from '@ackademy/wire/film.ts'
import { anywhere } from '@ackademy/wire/mistakes/anywhere.ts'
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'
import { Wire } from '@ackademy/wire/wire.ts'
import { planOf, type Plan } from '../demos/plan.ts'
import { shotsOf, type Shot } from '../demos/shots.ts'

export interface Run {
  /** The file's, or where else it came from. */
  readonly name: string
  readonly recording: Recording
  readonly film: Film
  readonly plan: Plan
  readonly shots: readonly Shot[]
  /** How many of its events the film is of: all, or as many as a picture has room for. */
  readonly filmed: number
  /** Those that are mistakes in any program. */
  readonly mistakes: readonly Seen[]
}

/** Why there is nothing to show, in words. */
export interface Unreadable {
  readonly problem: string
}

/** As many as lab watch keeps. */
export const MOST_EVENTS = 200_000
/** A picture draws each message, and more than these can't be told apart. A message in two queues counts twice. */
const MOST_MESSAGES = 120
const MOST_FILMED = 2_000

export function runOf(name: string, text: string, mostEvents = MOST_EVENTS): Run | Unreadable {
  const lines = text.split('\n').length
  if (lines > mostEvents + 2) return { problem: `${name} has ${lines} lines. What can be opened here has up to ${mostEvents} events.` }
  try {
    const recording = fromJsonl(text)
    const { film, filmed } = filmedOf(recording)
    if (film.scenes.length === 0) return { problem: `${name} is a recording in which nothing happens that could be shown.` }
    const plan = planOf(film)
    return { name, recording, film, plan, shots: shotsOf(film, plan), filmed, mistakes: anywhere(Wire.of(recording)) }
  } catch (error) {
    if (!(error instanceof UnreadableRecording)) throw error
    return {
      problem: `${name} can not be opened: ${error.message}. A recording is what “Save this run”, lab check --save and lab watch --save write.`,
    }
  }
}

/** Of the events up to the first message there is no room for. */
function filmedOf({ header, events }: Recording): { film: Film; filmed: number } {
  const most = Math.min(events.length, MOST_FILMED)
  const film = filmOf({ header, events: events.slice(0, most) })
  const full = film.scenes.find(({ copies }) => copies.length > MOST_MESSAGES)
  if (full === undefined) return { film, filmed: most }
  const filmed = full.event.seq - 1
  return { film: filmOf({ header, events: events.slice(0, filmed) }), filmed }
}

/** The shot in which an event happens, or else the first after it; undefined where the film ends before. */
export function shotAt({ film, filmed }: Run, seq: number): number | undefined {
  const shot = film.scenes.findIndex(({ event }) => event.seq >= seq)
  return seq > filmed || shot < 0 ? undefined : shot
}
