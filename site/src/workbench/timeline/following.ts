// Keeps one timeline in step with a page's events: what is new is added, and another Recording begins another timeline.
import type { Event } from '@ackademy/contract/recording.ts'
import { Timeline } from '@ackademy/wire/timeline.ts'

export function following(timeline: Timeline, events: readonly Event[]): Timeline {
  const known = timeline.events.length
  // the same objects: a lab that is met again sends all anew
  const goesOn = known <= events.length && events[0] === (timeline.events[0] ?? events[0]) && events[known - 1] === timeline.events.at(-1)
  if (!goesOn) return Timeline.of(events)
  if (known < events.length) timeline.add(known === 0 ? events : events.slice(known))
  return timeline
}
