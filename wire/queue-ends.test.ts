import { expect, test } from 'vitest'
import { QueueEnds } from './queue-ends.ts'
import { Scene } from './scene.fixture.ts'

/** The queues that ended, in their order. */
function ended(scene: Scene): string[] {
  const ends = new QueueEnds()
  return scene.events.flatMap((event) => (event.source === 'amqp' ? ends.add(event, (name) => name) : []))
}

test('an exclusive queue ends with the connection that declared it, under the name the broker gave it', () => {
  const scene = new Scene().declare('a', '', { exclusive: true }).declareOk('a', 'amq.gen-1')
  expect(ended(scene.end('b'))).toEqual([])
  expect(ended(scene.end('a'))).toEqual(['amq.gen-1'])
})

test('an auto-delete queue ends with its last consumer, and not before it had one', () => {
  const scene = new Scene().declare('a', 'q', { autoDelete: true }).declareOk('a', 'q')
  expect(ended(scene.end('a'))).toEqual([])
  expect(ended(scene.consume('b', 'q').consume('c', 'q').end('b'))).toEqual([])
  expect(ended(scene.end('c'))).toEqual(['q'])
})

test('any other queue stays', () => {
  expect(ended(new Scene().declare('a', 'q', { durable: true }).declareOk('a', 'q').consume('a', 'q').end('a'))).toEqual([])
})
