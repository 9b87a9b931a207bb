import { describe, expect, test } from 'vitest'
import { Script } from './events.fixture.ts'
import { Scene } from './scene.fixture.ts'
import { Timeline } from './timeline.ts'

const seen = ({ events }: Pick<Script, 'events'>) => Timeline.of(events).broker
const counts = (script: Pick<Script, 'events'>) =>
  Object.fromEntries(seen(script).queues.map(({ name, ready, unacked, before }) => [name, { ready: ready.length, unacked: unacked.length, before }]))

describe('queues', () => {
  test('have what is ready and what is unacknowledged, message by message', () => {
    const script = new Script().declareQueue('work').given('1').given('2').given('3').consume().deliver('1', 1).deliver('2', 2).ack(1)
    expect(counts(script)).toEqual({ work: { ready: 1, unacked: 1, before: 0 } })
    script.reject(2, true)
    expect(counts(script)).toEqual({ work: { ready: 2, unacked: 0, before: 0 } })
  })

  test('that nobody was seen to declare may hold more than was seen to come', () => {
    const script = new Script().given('1').consume()
    expect(counts(script)).toEqual({ work: { ready: 1, unacked: 0, before: undefined } })
    expect(seen(script).queues[0]?.durable).toBeUndefined()
  })

  test('that had messages before say how many, until those are delivered', () => {
    const script = new Script().given('1').consume().askedBroker('work', 3)
    expect(counts(script)).toEqual({ work: { ready: 1, unacked: 0, before: 2 } })
    expect(seen(script).queues[0]?.asked).toEqual({ seq: 3, ready: 3, counted: 1 })
    expect(counts(script.deliver('old', 1))).toEqual({ work: { ready: 1, unacked: 1, before: 1 } })
  })

  test('are no more once they are deleted', () => {
    const script = new Script().declareQueue('work').given('1')
    script.say({ source: 'lab', type: 'lab.queue-delete', queue: 'work' })
    expect(counts(script)).toEqual({})
    expect(counts(script.declareQueue('work'))).toEqual({ work: { ready: 0, unacked: 0, before: 0 } })
  })

  test('whose declaration the broker refuses are there, and not as it was declared', () => {
    const script = new Script().consume().say({
      ...{ source: 'amqp', program: 'consumer', connection: 1, channel: 2, type: 'queue.declare', queue: 'work' },
      ...{ passive: false, durable: true, exclusive: false, autoDelete: false, arguments: { 'x-dead-letter-exchange': 'dead' } },
    })
    expect(seen(script).queues[0]).toMatchObject({ durable: true, deadLettering: { exchange: 'dead' } })
    expect(seen(script.refuse('inequivalent arg', { channel: 2 })).queues[0]).toMatchObject({ durable: undefined, deadLettering: undefined })
  })
})

describe('consumers', () => {
  const prefetch = (script: Script, count: number, global: boolean) =>
    script.say({
      ...{ source: 'amqp', program: 'consumer', connection: 1, channel: 1 },
      ...{ type: 'basic.qos', prefetchSize: 0, prefetchCount: count, global },
    })
  const consumer = (script: Script) => seen(script).consumers[0]

  test('have the prefetch that was set before they began, and what is unacknowledged with them', () => {
    const script = prefetch(new Script(), 2, false).consume().given('1').deliver('1', 1)
    expect(consumer(script)).toMatchObject({ program: 'consumer', channel: 1, queue: 'work', prefetch: { count: 2, shared: false }, unacked: [1] })
    expect(consumer(prefetch(script, 9, false))?.prefetch?.count, 'one that is set later is of those to come').toBe(2)
    expect(consumer(prefetch(script, 9, true))?.prefetch, 'a global one is of all on the channel').toEqual({ count: 9, shared: true })
  })

  test('are gone with their channel, and what they had is ready again', () => {
    const script = new Script().given('1').consume().deliver('1', 1).socketEnd()
    expect(seen(script).consumers).toEqual([])
    expect(counts(script)).toEqual({ work: { ready: 1, unacked: 0, before: undefined } })
  })

  test('that were cancelled may still hold a message', () => {
    const script = new Script().given('1').consume().deliver('1', 1)
    script.say({ source: 'amqp', program: 'consumer', connection: 1, channel: 1, type: 'basic.cancel', from: 'program', consumerTag: 'tag-1' })
    expect(seen(script)).toMatchObject({ consumers: [], holders: [{ program: 'consumer', channel: 1, queue: 'work', unacked: [1] }] })
  })
})

test('exchanges have their type, where it was seen, and say who publishes to them and where they lead', () => {
  const scene = new Scene()
    .declareExchange('mailer', 'news', 'fanout')
    .declare('mailer', 'mails')
    .declareOk('mailer', 'mails')
    .bind('mailer', 'mails', 'news')
  const { exchanges, bindings, publishers } = seen(scene.given('1', 'news').given('2', 'elsewhere'))
  expect(exchanges).toEqual([
    { name: 'news', type: 'fanout', here: [] },
    { name: 'elsewhere', type: undefined, here: [2] },
  ])
  expect(bindings.map(({ exchange, destination }) => `${exchange} → ${destination.name}`)).toEqual(['news → mails'])
  expect(publishers).toEqual([
    {
      program: 'lab',
      to: new Map([
        ['news', 1],
        ['elsewhere', 1],
      ]),
    },
  ])
})
