// Keeps one timeline in step with a page's events: what is new is heard, and another Recording begins another timeline. What is heard is placed
// for a part of a frame, and the rest in the frames that follow.
import type { Event } from '@ackademy/contract/recording.ts'
import { Timeline } from '@ackademy/wire/timeline.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { inNextFrame } from '../frames.ts'
import { createStore, type Store } from '../store.ts'
import { RENDERED_EVERY_MS } from '../use-store.ts'

export function following(timeline: Timeline, events: readonly Event[]): Timeline {
  const known = timeline.events.length
  // the same objects: a lab that is met again sends all anew
  const goesOn = known <= events.length && events[0] === (timeline.events[0] ?? events[0]) && events[known - 1] === timeline.events.at(-1)
  const on = goesOn ? timeline : new Timeline()
  if (on.events.length < events.length) on.hear(on.events.length === 0 ? events : events.slice(on.events.length))
  return on
}

/** Of a frame's 16 ms, those in which events are placed. */
const SHARE_MS = 4

/** Where a Recording is opened or played nothing else comes in, and each drawing on the way to the end costs as much as hundreds of events. */
const SHARE_PLAYED_MS = 40

export interface Followed {
  readonly timeline: Timeline
  /** How many of its events are placed. Says so at once, for who draws without rendering. */
  readonly placed: Store<number>
}

/**
 * They are placed in the frames after the one in which the page shows what else came with them: one alone has no time for both.
 * `until`: as far as this many of the events.
 */
export function useFollowing(events: readonly Event[], until?: number): Followed {
  const timeline = useRef<Timeline>()
  const placed = useMemo(() => createStore(0), [])
  const [, draw] = useState(0)
  const on = following((timeline.current ??= new Timeline()), events)
  timeline.current = on
  if (until !== undefined) on.to(until)
  useEffect(() => {
    if (on.isPlaced) return
    const drawn = performance.now()
    let takeBack = inNextFrame(function place() {
      const end = performance.now() + (until === undefined ? SHARE_MS : SHARE_PLAYED_MS)
      on.place(() => performance.now() < end)
      placed.set(on.placed)
      if (on.isPlaced || performance.now() - drawn > RENDERED_EVERY_MS) draw((times) => times + 1)
      else takeBack = inNextFrame(place)
    })
    return () => takeBack()
  })
  return { timeline: on, placed }
}
