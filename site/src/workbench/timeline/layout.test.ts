import { Script } from '@ackademy/wire/events.fixture.ts'
import { Timeline } from '@ackademy/wire/timeline.ts'
import { describe, expect, test } from 'vitest'
import { Choice } from './choice.ts'
import { following } from './following.ts'
import { barAt, boxesOf, inSight, spanOf } from './layout.ts'
import { Scale } from './scale.ts'
import { newestOf, pannedBy, showing, zoomedBy } from './window.ts'
import { barWords, laneWords } from './words.ts'

const script = () => new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).ack(1)
const scaleOf = (timeline: Timeline) => {
  const scale = new Scale()
  scale.grow(timeline.events)
  return scale
}

describe('from left to right', () => {
  test('every event moves on, a long wait by more, and a very long one by little more than that', () => {
    const scale = new Scale()
    const at = [0, 0, 10, 10_000, 3_600_000].map((ms, index) => ({ seq: index + 1, at: ms, source: 'lab' as const, type: 'lab.end' as const }))
    scale.grow(at)
    const steps = [1, 2, 3, 4].map((index) => scale.of(index) - scale.of(index - 1))
    expect(steps[0]).toBe(1)
    expect(steps[1]).toBeGreaterThan(2)
    expect(steps[3]).toBeLessThan(1.5 * (steps[2] ?? 0))
    expect(scale.indexAt(scale.of(3))).toBe(3)
    expect(scale.indexAt(scale.of(3) - 0.01)).toBe(2)
  })

  test('a zoom keeps in place what is under the pointer, and a pan stays within the events', () => {
    const window = newestOf(1000, 500)
    const zoomed = zoomedBy(window, 2, 250, 1000, 500)
    expect(zoomed.left + 250 / zoomed.zoom).toBeCloseTo(window.left + 250 / window.zoom)
    expect(pannedBy(zoomed, -1e6, 1000, 500).left).toBe(0)
    expect(pannedBy(zoomed, 1e6, 1000, 500).left).toBeCloseTo(1000 - 500 / zoomed.zoom)
  })

  test('what is in sight already moves nothing', () => {
    const window = { left: 100, zoom: 5 }
    expect(showing(window, 120, 150, 1000, 500)).toEqual(window)
    expect(showing(window, 20, 30, 1000, 500).left).toBeLessThan(20)
  })
})

describe('from top to bottom', () => {
  test('the lanes go from who publishes to who consumes, and a point finds its bar', () => {
    const timeline = Timeline.of(script().events)
    const boxes = boxesOf(timeline)
    expect(boxes.map(({ lane }) => lane.named.kind)).toEqual(['program', 'queue', 'consumer'])
    const scale = scaleOf(timeline)
    const window = { left: 0, zoom: 20 }
    const box = boxes[2]
    const bar = timeline.barsOf(2).at(-1)
    if (box === undefined || bar === undefined) throw new Error('no bar')
    const span = spanOf(bar, scale, window)
    expect(barAt(boxes, scale, window, span.x + 5, box.rows + 1.5 * box.rowHeight)).toBe(bar)
    expect(barAt(boxes, scale, window, 0, box.rows + 1.5 * box.rowHeight)).toBeUndefined()
  })

  test('of a row only what is in sight is met', () => {
    const long = new Script().consume()
    for (let at = 1; at <= 100; at++) long.given(String(at)).deliver(String(at), at).ack(at)
    const timeline = Timeline.of(long.events)
    const [row = []] = timeline.lanes.at(-1)?.rows ?? []
    expect(row).toHaveLength(100)
    expect([...inSight(row, 150, 155)].length).toBeLessThan(4)
  })
})

test('a lane says who holds what, and a bar what became of it', () => {
  const timeline = Timeline.of(script().events)
  const lane = timeline.lanes.at(-1)
  if (lane === undefined) throw new Error('no lane')
  expect(laneWords(lane, timeline)).toEqual({
    name: 'consumer',
    what: 'consumes on channel 1 · no prefetch',
    now: '1 unacknowledged: message 2',
    unacked: true,
  })
  expect(timeline.barsOf(1).map((bar) => barWords(bar, timeline)[0])).toEqual(['1', '1 ready', '1 acknowledged ✓'])
  expect(timeline.barsOf(2).map((bar) => barWords(bar, timeline)[0])).toEqual(['2', '2 ready', '2 unacknowledged'])
})

test('new events are added to a timeline, and another Recording begins another', () => {
  const { events } = script()
  const begun = following(new Timeline(), events.slice(0, 3))
  expect(following(begun, events)).toBe(begun)
  expect(begun.events).toHaveLength(events.length)
  const other = following(begun, script().events)
  expect(other).not.toBe(begun)
  expect(following(other, [])).not.toBe(other)
})

test('a filter leaves the messages of which its words are said', () => {
  const timeline = Timeline.of(script().events)
  const left = (filter: string) => new Choice(timeline, filter).first(9)
  expect([left(''), left('1'), left('work'), left('nobody')]).toEqual([[1, 2], [1], [1, 2], []])
  expect([left('unacknowledged'), left('acknowledged'), left('consumer unack')]).toEqual([[2], [1], [2]])
  const one = new Choice(timeline, 'unacknowledged')
  expect([one.from(1, 1), one.from(2, 1), one.from(3, 1), one.from(1, -1)]).toEqual([2, 2, undefined, undefined])
})
