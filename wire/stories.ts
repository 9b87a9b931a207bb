// A message's life in sentences: what each event that moved it did, as a film would tell it, and where it stands now in one more.
import type { Recording } from '@ackademy/contract/recording.ts'
import { Places } from './places.ts'
import { sentence } from './sentences.ts'
import type { Timeline } from './timeline.ts'

export interface Told {
  readonly seq: number
  readonly at: number
  readonly says: string
}

/** The sentences of these events, by their numbers. Plays the Recording up to the last of them: only for what was asked for. */
export function storyOf(recording: Pick<Recording, 'events'>, of: ReadonlySet<number>): Told[] {
  const places = new Places(recording)
  const last = Math.max(0, ...of)
  const told: Told[] = []
  for (const event of recording.events) {
    if (event.seq > last) break
    const moves = places.add(event)
    const says = of.has(event.seq) ? sentence(event, moves, places) : undefined
    if (says !== undefined) told.push({ seq: event.seq, at: event.at, says })
  }
  return told
}

export function nameOf(timeline: Timeline, id: number): string {
  const label = timeline.copy(id)?.label
  if (label === undefined) return `Message ${id}`
  return label.resultOf ? `The result of ${label.text}` : `Message ${label.text}`
}

/** "Message 3 is unacknowledged: consumer holds it, on channel 1, since 12 ms." */
export function standing(timeline: Timeline, id: number): string {
  const name = nameOf(timeline, id)
  const copy = timeline.copy(id)
  const bar = timeline.standing(id)
  const since = (index: number | undefined) => `${(timeline.events[index ?? 0]?.at ?? 0).toFixed(0)} ms`
  if (copy === undefined) return `${name} is not known.`
  switch (copy.place.at) {
    case 'consumer': {
      const channel = bar?.lane.named.channel === undefined ? '' : `, on channel ${bar.lane.named.channel}`
      if (!copy.place.kept) return `${name} was delivered to ${copy.place.program} in no-ack mode: the broker has forgotten it.`
      return `${name} is unacknowledged: ${copy.place.program} holds it${channel}, since ${since(bar?.from)}.`
    }
    case 'queue':
      return `${name} is ready in ${copy.place.queue}, since ${since(bar?.from)}${copy.returned ? '. It was delivered before, and came back' : ''}.`
    case 'exchange':
      return copy.place.unrouted ? `${name} reached no queue, and is to be returned.` : `${name} is in the broker; its queue is not known.`
    case 'program':
      return `${name} came back to ${copy.place.program}: no queue took it.`
    case 'tap':
      return `${name} is held at the tap: it has not reached the broker.`
    case 'gone':
      return `${name} ${GONE[copy.place.why]}.`
  }
}

const GONE = {
  acked: 'is acknowledged, and gone',
  worked: 'is gone: its result was published',
  unrouted: 'is gone: no queue took it',
  rejected: 'is gone: it was rejected without requeue, and had no dead-letter exchange',
  removed: 'is gone: it was removed with its queue or purged from it',
  transient: 'is lost: it did not outlast the broker’s restart',
  dropped: 'never reached the broker',
  lost: 'is lost: the broker had forgotten it, and no result came',
} as const
