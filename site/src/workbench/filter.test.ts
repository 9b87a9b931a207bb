import { Event } from '@ackademy/contract/recording.ts'
import { expect, it } from 'vitest'
import { Matching, matching } from './filter.ts'

const ack = (seq: number, program: string, deliveryTag: number) =>
  Event.parse({ seq, at: 0, source: 'amqp', program, connection: 1, channel: 1, type: 'basic.ack', from: 'program', deliveryTag, multiple: false })
const step = Event.parse({ seq: 3, at: 0, source: 'lab', type: 'lab.step', text: 'The consumer is killed' })
const events = [ack(1, 'consumer', 7), ack(2, 'grader', 8), step]
const numbers = (filter: { text: string; program: string }) => matching(events, filter).map((event) => event.seq)

it('lets all through when nothing is asked', () => expect(matching(events, { text: ' ', program: '' })).toBe(events))
it('finds every word, in any case and any order', () => expect(numbers({ text: '#8 ACK', program: '' })).toEqual([2]))
it('keeps one program’s events', () => expect(numbers({ text: '', program: 'consumer' })).toEqual([1]))
it('keeps what the lab did itself', () => expect(numbers({ text: '', program: 'lab' })).toEqual([3]))

it('looks at what is new alone while a Recording goes on, and at all of another one', () => {
  const acks = new Matching({ text: 'ack', program: '' })
  const asked: number[] = []
  const watched = events.map(
    (event) => new Proxy(event, { get: (of, name) => (name === 'type' && asked.push(event.seq), Reflect.get(of, name) as unknown) }),
  )
  expect(acks.of(watched.slice(0, 1))).toHaveLength(1)
  asked.length = 0
  expect(acks.of(watched)).toHaveLength(2)
  expect(asked).not.toContain(1)
  expect(acks.of(events.slice(2))).toEqual([])
})
