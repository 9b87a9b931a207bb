import { describe, expect, test } from 'vitest'
import { Script } from './events.fixture.ts'
import { Topology } from './topology.ts'

const topologyOf = (script: Script): Topology => {
  const topology = new Topology()
  for (const event of script.events) if (event.source === 'amqp') topology.add(event)
  return topology
}
const bound = (type: string, pattern: string) => topologyOf(new Script().declareExchange('x', type).declareQueue('q').bind('q', 'x', pattern))

describe('a message is routed', () => {
  test.each([
    ['fanout', '', 'anything', true],
    ['direct', 'red', 'red', true],
    ['direct', 'red', 'green', false],
    ['topic', 'course.*', 'course.new', true],
    ['topic', 'course.*', 'course.new.today', false],
    ['topic', 'course.#', 'course', true],
    ['topic', 'course.#', 'course.new.today', true],
    ['topic', '#.today', 'course.new.today', true],
    ['topic', '*.today', 'course.new.today', false],
  ])('by a %s exchange with the binding %j and the key %j: %s', (type, pattern, key, routed) => {
    expect(bound(type, pattern).routes('x', key)).toEqual(routed ? ['q'] : [])
  })

  test('by the default exchange to the queue of that name, declared or not', () => {
    expect(new Topology().routes('', 'q')).toEqual(['q'])
  })

  test('to nobody knows where by an exchange that no wire shows, or one that goes by headers', () => {
    expect(new Topology().routes('x', 'k')).toBeUndefined()
    expect(bound('headers', '').routes('x', 'k')).toBeUndefined()
  })

  test('once to a queue that is bound twice', () => {
    const script = new Script().declareExchange('x', 'topic').declareQueue('q').bind('q', 'x', 'a').bind('q', 'x', '#')
    expect(topologyOf(script).routes('x', 'a')).toEqual(['q'])
  })

  test('to a queue that got its name from the broker and is bound by none', () => {
    const script = new Script().declareExchange('x', 'fanout').declareQueue('').bind('', 'x', '')
    expect(topologyOf(script).routes('x', '')).toEqual(['amq.gen-1'])
  })
})
