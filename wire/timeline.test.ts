import type { Event } from '@ackademy/contract/recording.ts'
import { describe, expect, test } from 'vitest'
import { Script } from './events.fixture.ts'
import { nameOf, standing, storyOf } from './stories.ts'
import { Timeline, type Bar } from './timeline.ts'

const word = (timeline: Timeline, { lane, is, from, to, end }: Bar): string => {
  const seq = (index: number | undefined) => (index === undefined ? '' : timeline.events[index]?.seq)
  return `${lane.named.name}: ${is} ${seq(from)}–${seq(to)}${end === undefined ? '' : ` ${end}`}`
}
const lifeOf = (script: Script, id: number): string[] => {
  const timeline = Timeline.of(script.events)
  return timeline.barsOf(id).map((bar) => word(timeline, bar))
}

describe('the bars of a message', () => {
  test('say where it was from which event to which, and how that ended', () => {
    expect(lifeOf(new Script().given('1').consume().deliver('1', 1).ack(1), 1)).toEqual([
      'lab: published 1–1',
      'work: ready 1–3 delivered',
      'consumer: unacked 3–4 acked',
    ])
  })

  test('last where it is unacknowledged', () => {
    expect(lifeOf(new Script().given('1').consume().deliver('1', 1), 1).at(-1)).toBe('consumer: unacked 3–')
  })

  test('go back to the queue when the consumer dies, and on to who is given it again', () => {
    const script = new Script().given('1').consume().deliver('1', 1).kill().consume().deliver('1', 1, { redelivered: true })
    expect(lifeOf(script, 1)).toEqual([
      'lab: published 1–1',
      'work: ready 1–3 delivered',
      'consumer: unacked 3–5 abandoned',
      'work: ready 5–7 delivered',
      'consumer: unacked 7–',
    ])
    const timeline = Timeline.of(script.events)
    expect(timeline.barsOf(1).map(({ again }) => again)).toEqual([false, false, false, true, true])
    expect(timeline.marks.map(({ text }) => text)).toEqual(['killed (SIGKILL)', 'socket ends'])
  })

  test('are of a moment in no-ack mode: the broker keeps nothing', () => {
    expect(lifeOf(new Script().given('1').consume({ noAck: true }).deliver('1', 1), 1).at(-1)).toBe('consumer: no-ack 3–3')
  })

  test('last from a publish to its confirm', () => {
    const script = new Script().confirmSelect().publish('1').publish('2').confirm(1)
    expect([lifeOf(script, 1)[0], lifeOf(script, 2)[0]]).toEqual(['consumer: published 2–4 confirmed', 'consumer: published 3–'])
  })

  test('end at a rejection, by a dead-letter exchange or for good', () => {
    const dead = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' }
    const script = new Script().declareQueue('work', dead).given('1').consume().deliver('1', 1).reject(1, false)
    expect(lifeOf(script, 1).slice(2)).toEqual(['consumer: unacked 5–6 dead-lettered', 'dead: ready 6–'])
    expect(lifeOf(new Script().given('1').consume().deliver('1', 1).reject(1, false), 1).at(-1)).toBe('consumer: unacked 3–4 rejected')
  })

  test('show what came back as unroutable', () => {
    const script = new Script().declareExchange('news', 'direct').send('1', 'news', 'nobody', true).giveBack('1', 'news', 'nobody')
    expect(lifeOf(script, 1).at(-1)).toBe('consumer: returned 3–3')
    expect(Timeline.of(script.events).marks.map(({ text }) => text)).toEqual(['returned: 312'])
  })
})

test('a lane has as many rows as bars stand in it at once, and a freed row is used again', () => {
  const script = new Script().given('1').given('2').given('3').consume()
  script.deliver('1', 1).deliver('2', 2).ack(1).deliver('3', 3)
  const lane = Timeline.of(script.events).lanes.at(-1)
  expect(lane?.rows.map((bars) => bars.map(({ copy }) => copy))).toEqual([[1, 3], [2]])
  expect([...(lane?.open ?? [])].map(({ copy }) => copy)).toEqual([2, 3])
})

test('a frame that turns out to have been held has no effect before its release, however the events come', () => {
  const script = new Script().given('1').consume().deliver('1', 1).ack(1).hold().release(4)
  const timeline = new Timeline()
  for (const event of script.events.slice(0, 5)) timeline.add([event])
  expect([...(timeline.lanes.at(-1)?.open ?? [])]).toHaveLength(1)
  timeline.add(script.events.slice(5))
  expect(lifeOf(script, 1).at(-1)).toBe('consumer: unacked 3–6 acked')
})

test('of a Recording that is played all is placed as far as it is, forwards and back', () => {
  const { events } = new Script().given('1').consume().deliver('1', 1).ack(1)
  const timeline = new Timeline()
  timeline.hear(events)
  const at = (until: number) => {
    timeline.to(until)
    timeline.place()
    return [timeline.placed, timeline.isPlaced, timeline.broker.queues[0]?.unacked.length]
  }
  expect(at(3)).toEqual([3, true, 1])
  expect(at(4)).toEqual([4, true, 0])
  expect(at(1)).toEqual([1, true, 0])
  expect(at(3)).toEqual([3, true, 1])
})

describe('with a share of a frame for it', () => {
  const some = (count: number) => () => count-- > 0
  const held = () => new Script().given('1').consume().deliver('1', 1).ack(1).hold().release(4).given('2')

  test('what has no time is placed later', () => {
    const { events } = held()
    const timeline = new Timeline()
    timeline.hear(events)
    expect([timeline.place(some(3)), timeline.placed, timeline.isPlaced]).toEqual([false, 3, false])
    expect([timeline.place(), timeline.placed, timeline.isPlaced]).toEqual([true, 7, true])
  })

  test('what was drawn stands until all is placed anew, and what is told meanwhile is not lost', () => {
    const { events } = held()
    const timeline = Timeline.of(events.slice(0, 4))
    timeline.hear(events.slice(4, 5))
    expect(timeline.place(some(2))).toBe(false)
    expect([timeline.placed, timeline.anew, timeline.size]).toEqual([4, 0, 1])
    const more = new Script()
      .given('9')
      .return('9')
      .events.map((event, index) => ({ ...event, seq: 6 + index }))
    timeline.hear(more)
    expect(timeline.place(some(100))).toBe(true)
    expect([timeline.placed, timeline.anew]).toEqual([7, 2])
  })
})

test('a message is told: where it stands, and each event that moved it', () => {
  const script = new Script().given('1').given('2').consume().deliver('1', 1).deliver('2', 2).ack(1)
  const timeline = Timeline.of(script.events)
  expect(standing(timeline, 2)).toBe('Message 2 is unacknowledged: consumer holds it, on channel 1, since 50 ms.')
  expect(standing(timeline, 1)).toBe('Message 1 is acknowledged, and gone.')
  expect(nameOf(timeline, 1)).toBe('Message 1')
  expect(storyOf(timeline, new Set(timeline.touching(1))).map(({ says }) => says)).toEqual([
    'The lab publishes message 1 to the queue work, by the default exchange. It is ready in work.',
    'The broker delivers message 1 from work to consumer. Unacknowledged with consumer: message 1.',
    'consumer acknowledges message 1. The broker forgets it.',
  ])
})

describe('ten thousand events', () => {
  /** A queue that fills, a consumer that keeps `kept` unacknowledged, and each message published, delivered and acknowledged. */
  const flood = (messages: number, kept: number, ahead: number): Event[] => {
    const script = new Script().consume()
    for (let at = 1; at <= messages + ahead + kept; at++) {
      if (at <= messages) script.given(String(at))
      if (at > ahead && at <= messages + ahead) script.deliver(String(at - ahead), at - ahead)
      if (at > ahead + kept) script.ack(at - ahead - kept)
    }
    return script.events
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? 0

  test.each([
    ['in step', 10, 1],
    ['with a long queue', 10, 1500],
    ['with all of them unacknowledged for long', 1500, 1],
  ])('%s are added a frame’s share at a time, the last as fast as the first', (_, kept, ahead) => {
    const events = flood(3333, kept, ahead)
    expect(events.length).toBe(10_000)
    const timeline = new Timeline()
    const took: number[] = []
    for (let at = 0; at < events.length; at += 80) {
      const share = events.slice(at, at + 80)
      const since = performance.now()
      timeline.add(share)
      took.push(performance.now() - since)
    }
    expect(timeline.anew, 'all was placed anew').toBe(0)
    expect(timeline.lanes.at(-1)?.open.size).toBe(0)
    const quarter = took.length >> 2
    const [early, late] = [median(took.slice(quarter, 2 * quarter)), median(took.slice(-quarter))]
    // with work that grows with what came before it would be three times as much and more; a millisecond is for a busy machine
    expect(late).toBeLessThan(2 * early + 1)
    expect(late, 'of a frame’s 16 ms').toBeLessThan(8)
  })
})
