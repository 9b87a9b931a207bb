import { describe, expect, test } from 'vitest'
import { Scene } from '../scene.fixture.ts'
import type { Wire } from '../wire.ts'
import { bindingTooWide } from './binding-too-wide.ts'
import { keyAsQueue } from './key-as-queue.ts'
import { patternOnDirect } from './pattern-on-direct.ts'
import { routedTwice } from './routed-twice.ts'
import type { Seen } from './seen.ts'
import { starForHash } from './star-for-hash.ts'
import { starWithinWord } from './star-within-word.ts'

const wanted = (key: string) => key.startsWith('docker')

const bound = (...patterns: string[]) => {
  const scene = new Scene()
  for (const pattern of patterns) scene.bind('board', 'q', 'grades', pattern).bindOk('board')
  return scene.consume('board', 'q')
}
const right = () =>
  bound('docker.#')
    .given('m', 'grades', 'docker.compose.volumes')
    .deliver('board', 'q', 'm', { exchange: 'grades', routingKey: 'docker.compose.volumes' })
    .settle('board', 'ack')
    .publish('board', 'grades', 'docker.seen', 'm')
    .deadline()

/** Each rule: a scene it must see, the events it points at, and a word of its sentence. */
const cases: [name: string, scene: Scene, rule: (wire: Wire) => Seen | undefined, evidence: number[], says: RegExp][] = [
  [
    'star-for-hash',
    bound('docker.*').given('m', 'grades', 'docker.compose.volumes').given('n', 'grades', 'queues.acks').deadline(),
    (wire) => starForHash(wire, 'board', 'grades', wanted),
    [1, 4, 6],
    /1 wanted message went past your pattern docker\.\*, the first with the key docker\.compose\.volumes/,
  ],
  ['star-within-word', bound('docker*'), (wire) => starWithinWord(wire, 'board', 'grades'), [1], /The pattern docker\* means these very characters/],
  ['pattern-on-direct', bound('#'), (wire) => patternOnDirect(wire, 'board', 'grades'), [1], /compares the key # letter by letter/],
  [
    'binding-too-wide',
    bound('#').given('m', 'grades', 'queues.acks').deliver('board', 'q', 'm', { exchange: 'grades', routingKey: 'queues.acks' }),
    (wire) => bindingTooWide(wire, 'board', 'grades', wanted),
    [1, 5],
    /1 message came to board.+the key queues\.acks: bound with #/,
  ],
  [
    'routed-twice',
    bound('docker.#')
      .bind('board', 'r', 'grades', '#')
      .bindOk('board')
      .consume('board', 'r')
      .given('m', 'grades', 'docker.x')
      .deliver('board', 'q', 'm', { exchange: 'grades', routingKey: 'docker.x' })
      .deliver('board', 'r', 'm', { exchange: 'grades', routingKey: 'docker.x' }),
    (wire) => routedTwice(wire, 'board', 'grades'),
    [7, 8, 9],
    /came to board 2 times, from the queues q and r/,
  ],
  [
    'key-as-queue',
    new Scene().publish('marker', '', 'docker.images.passed', 'm'),
    (wire) => keyAsQueue(wire, 'grades', new Set(['docker.images.passed'])),
    [1],
    /channel\.publish\('grades', 'docker\.images\.passed', …\)/,
  ],
]

describe.each(cases)('the rule %s', (name, scene, rule, evidence, says) => {
  test('sees its mistake and points at its events', () => {
    const seen = rule(scene.wire)
    expect(seen).toMatchObject({ mistake: name, evidence })
    expect(seen?.message).toMatch(says)
  })

  test('sees nothing in a right program', () => {
    if (name !== 'pattern-on-direct') return expect(rule(right().wire)).toBeUndefined()
    expect(rule(bound('docker').wire)).toBeUndefined()
  })
})

test('what went past a star that no # would have met is another mistake', () => {
  const scene = bound('queues.*').given('m', 'grades', 'docker.compose.volumes').deadline()
  expect(starForHash(scene.wire, 'board', 'grades', wanted)).toBeUndefined()
})

test('what was published before the binding stood did not go past it', () => {
  const scene = new Scene()
    .given('m', 'grades', 'docker.a.b')
    .bind('board', 'q', 'grades', 'docker.*')
    .bindOk('board')
    .consume('board', 'q')
    .deadline()
  expect(starForHash(scene.wire, 'board', 'grades', wanted)).toBeUndefined()
})

test('a message that came again after a crash was not routed twice', () => {
  const scene = right().deliver('board', 'q', 'm', { exchange: 'grades', routingKey: 'docker.compose.volumes', redelivered: true })
  expect(routedTwice(scene.wire, 'board', 'grades')).toBeUndefined()
})
