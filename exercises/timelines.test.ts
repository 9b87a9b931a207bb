// A timeline is drawn while events come in; a Recording is judged when all are there. Both have to show the same, in every golden recording.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import { Places } from '@ackademy/wire/places.ts'
import { Timeline } from '@ackademy/wire/timeline.ts'

const golden = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[^/\\]+[/\\]recordings[/\\][^/\\]+\.jsonl$/.test(file))
  .map((file) => ({ file, recording: fromJsonl(readFileSync(path.join(import.meta.dirname, file), 'utf8')) }))

const drawn = (timeline: Timeline) =>
  timeline.lanes.map(({ named, rows }) => ({
    named,
    rows: rows.map((bars) => bars.map(({ copy, is, from, to, end }) => ({ copy, is, from, to, end }))),
  }))

test.each(golden)('the timeline of $file', ({ recording }) => {
  const timeline = Timeline.of(recording.events)

  const places = new Places(recording)
  for (const event of recording.events) places.add(event)
  const kept = places.copies.filter(({ place }) => place.at === 'consumer' && place.kept).map(({ id }) => id)
  const lasting = timeline.lanes.flatMap(({ named, open }) => (named.kind === 'consumer' ? [...open] : []))
  expect(
    lasting.map(({ copy }) => copy).sort((a, b) => a - b),
    'unacknowledged at its end',
  ).toEqual(kept)
  const ready = timeline.lanes.flatMap(({ named, open }) => (named.kind === 'queue' ? [...open] : []))
  expect(ready, 'ready at its end').toHaveLength(places.copies.filter(({ place }) => place.at === 'queue').length)

  for (const bars of timeline.lanes.flatMap(({ rows }) => rows))
    for (const [index, bar] of bars.entries())
      expect(bars[index + 1]?.from ?? Infinity, 'the next bar of the row').toBeGreaterThanOrEqual(bar.to ?? Infinity)

  const live = new Timeline()
  for (let at = 0; at < recording.events.length; at += 7) live.add(recording.events.slice(at, at + 7))
  expect(drawn(live), 'added as they came').toEqual(drawn(timeline))
})
