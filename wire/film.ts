// A Recording as a film: a scene for each event that moves a message or is worth a sentence, with where everything is after it.
// Pure, and of places only: what they look like is the page's.
import type { Event, Recording } from '@ackademy/contract/recording.ts'
import type { Copy, Move } from './copies.ts'
import { Places } from './places.ts'
import { sentence } from './sentences.ts'

export type Running = 'not started' | 'running' | 'ended' | 'killed'

export interface Cast {
  readonly name: string
  readonly running: Running
  /** Messages it published so far, and those of them the broker confirmed. */
  readonly published: number
  readonly confirmed: number
}

export interface Scene {
  readonly event: Event
  /** What the lab said it does, while this happens. */
  readonly step: string | undefined
  readonly moves: readonly Move[]
  /** All there are so far, after it. */
  readonly copies: readonly Copy[]
  readonly cast: readonly Cast[]
  /** What happened, in a sentence or two. */
  readonly says: string
}

export interface Film {
  readonly scenes: readonly Scene[]
  /** Whether the program ever consumes; `lab` is among the programs where the lab itself publishes. */
  readonly programs: readonly { readonly name: string; readonly consumes: boolean }[]
  /** In the order in which they are first met; the default exchange is the empty name. */
  readonly exchanges: readonly string[]
  readonly queues: readonly string[]
}

export function filmOf(recording: Recording): Film {
  const places = new Places(recording)
  const names = programsIn(recording)
  const running = new Map<string, Running>()
  const scenes: Scene[] = []
  let step: string | undefined
  for (const event of recording.events) {
    const moves = places.add(event)
    follow(running, event)
    if (event.type === 'lab.step') step = event.text
    const says = sentence(event, moves, places)
    if (says === undefined) continue
    const cast = names.map((name) => castOf(name, running.get(name) ?? 'not started', places.copies))
    scenes.push({ event, step, moves, copies: places.copies, cast, says })
  }
  const { wire, topology } = places
  const consumes = [...wire.all('basic.consume'), ...wire.all('basic.get')]
  const asked = new Set(consumes.map(({ program }) => program))
  const passed = scenes.flatMap(({ moves }) => moves).flatMap(({ via, to }) => [...via, to])
  return {
    scenes,
    programs: names.map((name) => ({ name, consumes: asked.has(name) })),
    exchanges: distinct(
      [...wire.all('basic.publish'), ...wire.all('lab.publish')].map(({ exchange }) => exchange),
      passed.flatMap((place) => (place.at === 'exchange' ? [place.exchange] : [])),
    ),
    queues: distinct(
      [...wire.all('lab.queue'), ...wire.all('queue.declare-ok')].sort((a, b) => a.seq - b.seq).map(({ queue }) => queue),
      consumes.map((event) => topology.named(event, event.queue)),
      passed.flatMap((place) => (place.at === 'queue' || place.at === 'consumer' ? [place.queue] : [])),
    ),
  }
}

const distinct = (...lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())]

const programsIn = ({ events }: Recording): string[] => {
  const names = events.flatMap((event) => (event.type === 'lab.publish' ? ['lab'] : 'program' in event ? [event.program] : []))
  return [...new Set(names)]
}

function follow(running: Map<string, Running>, event: Event): void {
  if (event.type === 'process.start' || event.type === 'socket.open') running.set(event.program, 'running')
  else if (event.type === 'lab.kill') running.set(event.program, 'killed')
  else if (event.type === 'process.exit' && running.get(event.program) !== 'killed')
    running.set(event.program, event.signal === 'SIGKILL' ? 'killed' : 'ended')
}

const castOf = (name: string, running: Running, copies: readonly Copy[]): Cast => {
  const own = copies.filter(({ publisher }) => publisher === name)
  return { name, running, published: own.length, confirmed: own.filter(({ confirmed }) => confirmed).length }
}

/** How many copies are `what` in (or with, or from) `of`, after a scene. */
export function count({ copies, cast }: Pick<Scene, 'copies' | 'cast'>, what: Counted, of: string): number {
  switch (what) {
    case 'ready':
      return copies.filter(({ place }) => place.at === 'queue' && place.queue === of).length
    case 'unacked':
      return copies.filter(({ place }) => place.at === 'consumer' && place.kept && place.queue === of).length
    case 'confirmed':
      return cast.find(({ name }) => name === of)?.confirmed ?? 0
    case 'lost':
      return copies.filter(({ holder, place }) => holder === of && place.at === 'gone' && place.why === 'lost').length
  }
}
/** `ready` and `unacked` are of a queue, `confirmed` and `lost` of a program. */
export type Counted = 'ready' | 'unacked' | 'confirmed' | 'lost'
