// Rows of tokens in a demo's picture: which a copy stands in, and where its turn in it is.
import type { Copy } from '@ackademy/wire/copies.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Pixels from one token's centre to the next. */
export const STRIDE = 26
export const ROW = 28

export interface Lane {
  readonly key: string
  /** Said before the number of tokens in it. */
  readonly label: string
  readonly at: Point
  /** The first token's centre. */
  readonly first: Point
  readonly perRow: number
}

/** What a token looks like: where its message stands, and who answers for it. */
export type Look = 'ready' | 'unacked' | 'forgotten' | 'held' | 'back' | 'done' | 'lost'

const DONE = { key: 'done', look: 'done' } as const
const LOST = { key: 'lost', look: 'lost' } as const
const NEVER = { key: 'never arrived', look: 'lost' } as const
/** The lanes of what is over, by their labels. */
export const OVER = [DONE.key, LOST.key, NEVER.key]

/** Boxes for what is in the broker and in none of its queues that are known. */
export const UNSEEN = 'some queue'
export const NOWHERE = 'no queue'

/** The lane a copy stands in; undefined: at the tap, where there is none. */
export function laneOf({ place }: Copy): { key: string | undefined; look: Look } {
  switch (place.at) {
    case 'program':
      return { key: `back:${place.program}`, look: 'back' }
    case 'tap':
      return { key: undefined, look: 'held' }
    case 'exchange':
      return { key: `ready:${place.unrouted ? NOWHERE : UNSEEN}`, look: place.unrouted ? 'back' : 'ready' }
    case 'queue':
      return { key: `ready:${place.queue}`, look: 'ready' }
    case 'consumer':
      return { key: `holds:${place.program}`, look: place.kept ? 'unacked' : 'forgotten' }
    case 'gone':
      return { acked: DONE, worked: DONE, removed: DONE, transient: LOST, dropped: NEVER, unrouted: LOST, rejected: LOST, lost: LOST }[place.why]
  }
}

/** The lane where the broker keeps its own of an unacknowledged message. */
export const keptIn = ({ place }: Copy): string | undefined => (place.at === 'consumer' && place.kept ? `kept:${place.queue}` : undefined)

/** Each lane's copies, first in line first. */
export function inLanes(copies: readonly Copy[]): ReadonlyMap<string, readonly Copy[]> {
  const lanes = new Map<string, Copy[]>()
  for (const copy of copies.toSorted((a, b) => a.order - b.order))
    for (const key of [laneOf(copy).key, keptIn(copy)]) {
      if (key === undefined) continue
      const lane = lanes.get(key)
      if (lane) lane.push(copy)
      else lanes.set(key, [copy])
    }
  return lanes
}

export const placeIn = ({ first, perRow }: Lane, turn: number): Point => ({
  x: first.x + (turn % perRow) * STRIDE,
  y: first.y + Math.floor(turn / perRow) * ROW,
})
