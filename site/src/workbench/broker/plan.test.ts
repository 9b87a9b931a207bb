import { Scene } from '@ackademy/wire/scene.fixture.ts'
import { Timeline } from '@ackademy/wire/timeline.ts'
import { describe, expect, test } from 'vitest'
import { planOf, type Box } from './plan.ts'
import { boundWords, deadWords, inWords, kindWords, prefetchWords, readyWords } from './words.ts'

const scene = new Scene()
  .declareExchange('mailer', 'news', 'topic')
  .declare('mailer', 'mails', { arguments: { 'x-dead-letter-exchange': 'news' } })
  .declareOk('mailer', 'mails')
  .declare('statistics', 'counts')
  .declareOk('statistics', 'counts')
  .bind('mailer', 'mails', 'news', 'mail.#')
  .consume('mailer', 'mails')
  .given('1', 'news', 'mail.new')
const timeline = Timeline.of(scene.events)
const seen = timeline.broker

describe.each([
  ['wide', 1200],
  ['narrow', 390],
])('a picture %s', (_, width) => {
  const plan = planOf(seen, width)

  test('has all its boxes within it, and none over another', () => {
    const over = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    for (const box of plan.boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(box.y + box.height).toBeLessThanOrEqual(plan.height)
      expect(plan.boxes.filter((other) => other !== box && over(box, other))).toEqual([])
    }
    expect(plan.boxes.map(({ part }) => part.kind)).toEqual(['publisher', 'exchange', 'queue', 'queue', 'consumer'])
  })

  test('leads from who publishes to who consumes, and back for dead letters', () => {
    expect(plan.links.map(({ is }) => is)).toEqual(['publishes', 'binding', 'dead-letters', 'consumes'])
  })
})

test('it is told in sentences, and what is not known as not known', () => {
  expect(inWords(seen, timeline)).toBe('Queue mails: ready 1; 0 unacknowledged. Queue counts: ready 0; 0 unacknowledged.')
  const [queue] = seen.queues
  if (queue === undefined) throw new Error('no queue')
  expect([kindWords(queue), boundWords(queue, seen), deadWords(queue)]).toEqual(['not durable', 'from news: mail.#', 'dead letters to news'])
  expect(readyWords({ ...queue, before: 2 })).toBe('1, and 2 from before')
  expect(readyWords({ ...queue, before: undefined })).toBe('1, and what was there before')
})

test('a prefetch is said with whom it is shared, and that none is none', () => {
  const [consumer] = seen.consumers
  if (consumer === undefined) throw new Error('no consumer')
  const words = (given: Partial<typeof consumer>) => prefetchWords({ ...consumer, ...given })
  expect(words({})).toBe('no prefetch')
  expect(words({ prefetch: { count: 0, shared: false } })).toBe('prefetch 0: no limit')
  expect(words({ prefetch: { count: 5, shared: true } })).toBe('prefetch 5, shared by its channel')
  expect(words({ noAck: true })).toBe('no-ack')
})
