import { describe, expect, test } from 'vitest'
import { keyOf } from '../message.ts'
import { Scene } from '../scene.fixture.ts'
import type { Wire } from '../wire.ts'
import { acksWhatFailed } from './acks-what-failed.ts'
import { copiesByHand } from './copies-by-hand.ts'
import { deadLettersNowhere } from './dead-letters-nowhere.ts'
import { deadLettersOthers } from './dead-letters-others.ts'
import { diesWithQueue } from './dies-with-queue.ts'
import type { Seen } from './seen.ts'
import { throwsAway } from './throws-away.ts'

const dlx = { 'x-dead-letter-exchange': 'refused' }
const rejected = [{ reason: 'rejected', queue: 'work', count: 1 }]

/** One consumer, its queue with a dead-letter exchange to which parked is bound. */
const set = (args: Record<string, string> = dlx) =>
  new Scene()
    .declareExchange('a', 'refused', 'fanout')
    .bind('a', 'parked', 'refused')
    .bindOk('a')
    .declare('a', 'work', { arguments: args })
    .declareOk('a', 'work')
    .consume('a', 'work')
const right = () =>
  set().deliver('a', 'work', 'good').settle('a', 'ack').deliver('a', 'work', 'bad').settle('a', 'reject').taken('parked', 'bad', rejected).deadline()

/** Its queue is deleted, and it ends with that exit code. */
const cancelled = (code: number) =>
  set()
    .say({ source: 'lab', type: 'lab.queue-delete', queue: 'work' })
    .say({ source: 'amqp', program: 'a', connection: 1, channel: 1, type: 'basic.cancel', from: 'broker', consumerTag: 'tag-a-work' })
    .say({ source: 'process', type: 'process.exit', program: 'a', run: 1, code, signal: null, by: 'itself', outputTail: 'TypeError: no' })

/** Each rule: a scene it must see, the events it points at, and a word of its sentence. */
const cases: [name: string, scene: Scene, rule: (wire: Wire) => Seen | undefined, evidence: number[], says: RegExp][] = [
  [
    'acks-what-failed',
    set().deliver('a', 'work', 'bad').settle('a', 'ack'),
    (wire) => acksWhatFailed(wire, ({ event }) => keyOf(event) === 'bad'),
    [7, 8],
    /acknowledged 1 message that could not be processed/,
  ],
  [
    'dies-with-queue',
    cancelled(1),
    (wire) => diesWithQueue(wire, 'a'),
    [7, 8, 9],
    /RabbitMQ cancelled your consumer.+died of it \(exit code 1; Node says: TypeError: no\)/,
  ],
  [
    'copies-by-hand',
    set().deliver('a', 'work', 'bad').publish('a', '', 'parked', 'bad').settle('a', 'ack').taken('parked', 'bad'),
    (wire) => copiesByHand(wire, 'parked'),
    [8, 10],
    /A copy bears no x-death/,
  ],
  [
    'dead-letters-nowhere',
    new Scene()
      .declare('a', 'work', { arguments: dlx })
      .declareOk('a', 'work')
      .consume('a', 'work')
      .deliver('a', 'work', 'bad')
      .settle('a', 'reject')
      .deadline(),
    (wire) => deadLettersNowhere(wire, 'parked'),
    [1, 5, 6],
    /the exchange refused, which nobody declared/,
  ],
  [
    'dead-letters-others',
    set().deliver('a', 'work', 'good').settle('a', 'reject').taken('parked', 'good', rejected),
    (wire) => deadLettersOthers(wire, 'parked', (id) => id === 'good'),
    [8, 9],
    /your program refused what it could have processed/,
  ],
  ['throws-away', set({}).deliver('a', 'work', 'bad').settle('a', 'reject'), throwsAway, [7, 8], /no dead-letter exchange/],
]

describe.each(cases)('the rule %s', (name, scene, rule, evidence, says) => {
  test('sees its mistake and points at its events', () => {
    const seen = rule(scene.wire)
    expect(seen).toMatchObject({ mistake: name, evidence })
    expect(seen?.message).toMatch(says)
  })

  test('sees nothing where what fails is refused and arrives', () => {
    expect(rule(right().wire)).toBeUndefined()
  })
})

describe('dead letters that arrive nowhere', () => {
  const refused = (scene: Scene) => deadLettersNowhere(scene.deliver('a', 'work', 'bad').settle('a', 'reject').deadline().wire, 'parked')?.message

  test('are told of the exchange that is not bound', () => {
    const scene = new Scene()
      .declareExchange('a', 'refused', 'fanout')
      .declare('a', 'work', { arguments: dlx })
      .declareOk('a', 'work')
      .consume('a', 'work')
    expect(refused(scene)).toMatch(/the exchange refused, and parked is not bound to it/)
  })

  test('are told of the key they go with, and of the one the binding asks for', () => {
    expect(refused(set())).toMatch(/with the key they came with; parked is bound there with the key ‘’/)
    expect(refused(set({ ...dlx, 'x-dead-letter-routing-key': 'bad' }))).toMatch(/with the key bad; parked/)
  })

  test('are told that the default exchange takes a key for a queue’s name', () => {
    expect(refused(set({ 'x-dead-letter-exchange': '' }))).toMatch(/go to the default exchange with the key they came with/)
  })

  test('are not missed before the lab has waited', () => {
    expect(deadLettersNowhere(set().deliver('a', 'work', 'bad').settle('a', 'reject').wire, 'parked')).toBeUndefined()
  })
})

test('a queue that the lab declared with a dead-letter exchange throws nothing away', () => {
  const scene = new Scene().say({ source: 'lab', type: 'lab.queue', queue: 'work', durable: true, arguments: dlx })
  expect(throwsAway(scene.consume('a', 'work').deliver('a', 'work', 'bad').settle('a', 'reject').wire)).toBeUndefined()
})
