import { describe, expect, test } from 'vitest'
import { Scene } from '../scene.fixture.ts'
import type { Wire } from '../wire.ts'
import { bindsTooLate } from './binds-too-late.ts'
import { deletesExchange } from './deletes-exchange.ts'
import { exclusiveByName } from './exclusive-by-name.ts'
import { leavesQueueBehind } from './leaves-queue-behind.ts'
import { notBound } from './not-bound.ts'
import type { Seen } from './seen.ts'
import { sharesOneQueue } from './shares-one-queue.ts'

/** Two subscribers, each with a queue of its own, that both hear the one message. */
const right = () => {
  const scene = new Scene()
  for (const site of ['a', 'b']) {
    scene.declare(site, '', { exclusive: true }).declareOk(site, `amq.gen-${site}`).bind(site, `amq.gen-${site}`, 'news').bindOk(site)
    scene.consume(site, `amq.gen-${site}`)
  }
  scene.given('m', 'news')
  for (const site of ['a', 'b']) scene.deliver(site, `amq.gen-${site}`, 'm', { exchange: 'news' }).settle(site, 'ack')
  return scene.deadline().holds('amq.gen-a', false).holds('amq.gen-b', false)
}

/** Each rule: a scene it must see, the events it points at, and a word of its sentence. */
const cases: [name: string, scene: Scene, rule: (wire: Wire) => Seen | undefined, evidence: number[], says: RegExp][] = [
  [
    'shares-one-queue',
    new Scene().consume('a', 'news').consume('b', 'news').deliver('a', 'news', 'm').deliver('b', 'news', 'n').deliver('a', 'news', 'o'),
    (wire) => sharesOneQueue(wire, ['a', 'b']),
    [1, 2, 3, 4, 5],
    /a got 2, b got 1/,
  ],
  [
    'exclusive-by-name',
    new Scene()
      .declare('a', 'mine', { exclusive: true })
      .declareOk('a', 'mine')
      .declare('b', 'mine', { exclusive: true })
      .refuse('b', 405, 'RESOURCE_LOCKED - locked.'),
    exclusiveByName,
    [1, 3, 4],
    /belongs to the connection of a alone; RabbitMQ refused it to b: 405/,
  ],
  [
    'binds-too-late',
    new Scene().consume('a', 'q').given('m', 'news').given('n', 'news').bind('a', 'q', 'news').given('o', 'news').bindOk('a').given('p', 'news'),
    (wire) => bindsTooLate(wire, 'news'),
    [1, 2, 3, 4, 5, 6],
    /3 messages published to news/,
  ],
  [
    'not-bound',
    new Scene().bind('a', 'q', 'news').bindOk('a').consume('a', 'q').consume('b', 'r').deadline(),
    (wire) => notBound(wire, 'news', ['a', 'b']),
    [4, 5],
    /b waits at a queue that is not bound/,
  ],
  [
    'deletes-exchange',
    new Scene().deleteExchange('a', 'news').bind('a', 'q', 'news').deleteExchange('b', 'news'),
    (wire) => deletesExchange(wire, 'news'),
    [2, 3],
    /b deleted the exchange news.+those of a too/,
  ],
  [
    'leaves-queue-behind',
    new Scene().declare('a', '', { autoDelete: true }).declareOk('a', 'amq.gen-1').holds('amq.gen-1', true, 2),
    leavesQueueBehind,
    [1, 3],
    /2 messages lie in it already\. autoDelete removes a queue when its last consumer leaves/,
  ],
]

describe.each(cases)('the rule %s', (name, scene, rule, evidence, says) => {
  test('sees its mistake and points at its events', () => {
    const seen = rule(scene.wire)
    expect(seen).toMatchObject({ mistake: name, evidence })
    expect(seen?.message).toMatch(says)
  })

  test('sees nothing where each subscriber has a queue of its own', () => {
    expect(rule(right().wire)).toBeUndefined()
  })
})

test('a refused queue that is neither durable nor exclusive is the same mistake, told earlier', () => {
  const scene = new Scene().declare('a', '').refuse('a', 541, 'INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.')
  expect(leavesQueueBehind(scene.wire)).toMatchObject({ mistake: 'leaves-queue-behind', evidence: [1, 2] })
})

test('an exchange that is deleted before anybody was bound to it is still not the program’s to delete', () => {
  expect(deletesExchange(new Scene().deleteExchange('a', 'news').wire, 'news')).toMatchObject({ evidence: [1] })
  expect(deletesExchange(new Scene().deleteExchange('a', 'other').wire, 'news')).toBeUndefined()
})

test('a queue that is not bound is not told before the lab has waited', () => {
  expect(notBound(new Scene().consume('a', 'q').wire, 'news', ['a'])).toBeUndefined()
})
