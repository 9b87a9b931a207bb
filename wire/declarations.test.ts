import { expect, test } from 'vitest'
import { Scene } from './scene.fixture.ts'
import { bindingsOf, queuesOf } from './declarations.ts'

test('a queue that was asked for without a name bears the broker’s', () => {
  const wire = new Scene().declare('a', '').declare('a', 'work').declareOk('a', 'amq.gen-1').declareOk('a', 'work').wire
  expect(queuesOf(wire).map(({ name, since }) => [name, since])).toEqual([
    ['amq.gen-1', 3],
    ['work', 4],
  ])
})

test('a binding of the queue without a name is one of the queue declared last', () => {
  const wire = new Scene().declare('a', '').declareOk('a', 'amq.gen-1').bind('a', '', 'news').bindOk('a').wire
  expect(bindingsOf(wire)).toMatchObject([{ queue: 'amq.gen-1', exchange: 'news', since: 4 }])
})

test('answers belong to the connection they came on', () => {
  const wire = new Scene().bind('a', 'one', 'news').bind('b', 'two', 'news').bindOk('b').wire
  expect(bindingsOf(wire).map(({ queue, since }) => [queue, since])).toEqual([
    ['one', undefined],
    ['two', 3],
  ])
})

test('what was refused has no answer, and takes none from what is asked on the channel opened after it', () => {
  const wire = new Scene().bind('a', 'one', 'nowhere').refuse('a', 404, 'NOT_FOUND').bind('a', 'one', 'news').bindOk('a').wire
  expect(bindingsOf(wire).map(({ exchange, since }) => [exchange, since])).toEqual([
    ['nowhere', undefined],
    ['news', 4],
  ])
})
