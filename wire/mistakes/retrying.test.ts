import { describe, expect, test } from 'vitest'
import { jsonOf } from '../message.ts'
import { Scene } from '../scene.fixture.ts'
import type { Wire } from '../wire.ts'
import { acksBeforeConfirm } from './acks-before-confirm.ts'
import { acksBeforeCopy } from './acks-before-copy.ts'
import { attemptsBy, type Identify } from './attempts.ts'
import { retriesAtOnce } from './retries-at-once.ts'
import { retriesByRequeue } from './retries-by-requeue.ts'
import { retriesWhileHolding } from './retries-while-holding.ts'
import type { Seen } from './seen.ts'
import { triesForEver } from './tries-for-ever.ts'

const idOf: Identify = ({ body }) => (jsonOf(body) as { id: string }).id
const rejected = { reason: 'rejected', queue: 'work', count: 1 }
const expired = { reason: 'expired', queue: 'later', count: 1 }
const again = (...deaths: (typeof rejected)[]) => ({ headers: { 'x-death': deaths } })

const start = () => new Scene().confirmSelect('a').consume('a', 'work')
const tried = (scene: Scene, times: number) => {
  for (let time = 0; time < times; time++) scene.deliver('a', 'work', 'm', again(expired, rejected)).settle('a', 'reject')
  return scene
}
/** Two attempts with a wait between them; then a copy is parked, confirmed, and the original acknowledged. */
const right = () =>
  start()
    .deliver('a', 'work', 'm')
    .settle('a', 'reject')
    .deliver('a', 'work', 'm', again(expired, rejected))
    .publish('a', '', 'parked', 'm')
    .confirm('a', 1)
    .settle('a', 'ack')

/** Each rule: a scene it must see, the events it points at, and a word of its sentence. */
const cases: [name: string, scene: Scene, rule: (wire: Wire) => Seen | undefined, evidence: number[], says: RegExp][] = [
  [
    'retries-while-holding',
    start().deliver('a', 'work', 'm').publish('a', '', 'done', 'm').settle('a', 'ack'),
    (wire) =>
      retriesWhileHolding(
        wire,
        idOf,
        () => 2,
        () => wire.publishes.find(({ event }) => event.routingKey === 'done'),
      ),
    [3, 4],
    /takes 2 attempts was graded after 1 delivery/,
  ],
  [
    'retries-by-requeue',
    start().deliver('a', 'work', 'm').settle('a', 'requeue').deliver('a', 'work', 'm', { redelivered: true }),
    retriesByRequeue,
    [3, 4],
    /1 refusal with requeue=true/,
  ],
  [
    'retries-at-once',
    start().deliver('a', 'work', 'm').settle('a', 'reject').deliver('a', 'work', 'm', again(rejected)),
    (wire) => retriesAtOnce(wire, idOf),
    [5],
    /x-death says rejected in work, and “expired” is not in it/,
  ],
  ['tries-for-ever', tried(start(), 4), (wire) => triesForEver(wire, idOf, 3, 'done'), [3, 5, 7, 9], /tried 4 times; at most 3/],
  [
    'loses-count',
    tried(start(), 4).publish('a', '', 'later', 'm'),
    (wire) => triesForEver(wire, idOf, 3, 'done'),
    [3, 5, 7, 9, 11],
    /a fresh copy each time, without headers/,
  ],
  [
    'acks-before-copy',
    start().deliver('a', 'work', 'm').settle('a', 'ack').publish('a', '', 'parked', 'm'),
    (wire) => acksBeforeCopy(wire, idOf, 'done'),
    [3, 4, 5],
    /a crash in between would leave neither/,
  ],
  [
    'acks-before-confirm',
    start().deliver('a', 'work', 'm').publish('a', '', 'parked', 'm').settle('a', 'ack').confirm('a', 1),
    (wire) => acksBeforeConfirm(wire, idOf, 'done'),
    [3, 4, 5, 6],
    /before the broker had confirmed the copy/,
  ],
]

describe.each(cases)('the rule %s', (name, scene, rule, evidence, says) => {
  test('sees its mistake and points at its events', () => {
    const seen = rule(scene.wire)
    expect(seen).toMatchObject({ mistake: name, evidence })
    expect(seen?.message).toMatch(says)
  })

  test('sees nothing in a right program', () => {
    expect(rule(right().wire)).toBeUndefined()
  })
})

test('what is delivered again after a crash is no further attempt', () => {
  const scene = start().deliver('a', 'work', 'm').deliver('a', 'work', 'm', { redelivered: true })
  expect(attemptsBy(scene.wire, idOf).get('m')).toHaveLength(1)
})

test('a confirm the lab held back had not arrived before it was released', () => {
  const scene = start().deliver('a', 'work', 'm').publish('a', '', 'parked', 'm').confirm('a', 1)
  scene.say({ source: 'lab', type: 'lab.hold', program: 'a', what: 'the confirm', heldSeq: 5 })
  const rule = (wire: Wire) => acksBeforeConfirm(wire, idOf, 'done')
  const release = { source: 'lab', type: 'lab.release', program: 'a', heldSeq: 5, dropped: false } as const
  expect(rule(scene.settle('a', 'ack').say(release).wire)).toMatchObject({ evidence: [3, 4, 5, 7] })
})

test('a copy that comes round before its original is settled is an attempt of its own, with a copy of its own', () => {
  const scene = start().deliver('a', 'work', 'm').publish('a', '', 'later', 'm').confirm('a', 1)
  scene.deliver('a', 'work', 'm', again(expired)).publish('a', '', 'parked', 'm')
  scene.settle('a', 'ack', 1).confirm('a', 2).settle('a', 'ack')
  expect(acksBeforeConfirm(scene.wire, idOf, 'done')).toBeUndefined()
  expect(acksBeforeCopy(scene.wire, idOf, 'done')).toBeUndefined()
})

test('on a channel without confirms the broker could not say that it has the copy', () => {
  const scene = new Scene().consume('a', 'work').deliver('a', 'work', 'm').publish('a', '', 'parked', 'm').settle('a', 'ack')
  expect(acksBeforeConfirm(scene.wire, idOf, 'done')?.message).toMatch(/on a channel without confirms/)
})

test('a crash between the ack and the copy is told as the loss it is', () => {
  const scene = start().deliver('a', 'work', 'm').settle('a', 'ack').publish('a', '', 'parked', 'm')
  scene.say({ source: 'lab', type: 'lab.release', program: 'a', heldSeq: 5, dropped: true })
  expect(acksBeforeCopy(scene.wire, idOf, 'done')?.message).toMatch(/the lab’s crash came in between, and now there is neither/)
})
