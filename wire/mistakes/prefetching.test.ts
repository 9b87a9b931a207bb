// The rules about prefetch: what a consumer was limited to, and what that did to the other worker.
import { describe, expect, test } from 'vitest'
import { Script } from '../events.fixture.ts'
import { globalPrefetch } from './global-prefetch.ts'
import { holdsTooMany } from './holds-too-many.ts'
import { idleWorker } from './idle-worker.ts'
import { noPrefetch } from './no-prefetch.ts'
import { prefetchAfterConsume } from './prefetch-after-consume.ts'
import { prefetchTooLarge } from './prefetch-too-large.ts'

class Worker extends Script {
  prefetch = (prefetchCount: number, { channel = 1, global = false } = {}) =>
    this.say({
      source: 'amqp',
      program: 'consumer',
      connection: 1,
      channel,
      type: 'basic.qos',
      prefetchSize: 0,
      prefetchCount,
      global,
    })
  /** Another program's consumer, on a connection of its own, that gets nothing. */
  otherConsumes = () =>
    this.say({
      source: 'amqp',
      program: 'other',
      connection: 2,
      channel: 1,
      type: 'basic.consume',
      queue: 'work',
      consumerTag: 'other',
      noLocal: false,
      noAck: false,
      exclusive: false,
      arguments: {},
    })
}
const right = () => new Worker().prefetch(1).consume().deliver('a', 1).ack(1).deliver('b', 2).ack(2)

describe('no-prefetch', () => {
  test('is a consumer without any limit that was sent more than it may hold', () => {
    const { wire } = new Worker().consume().deliver('a', 1).deliver('b', 2).ack(1).ack(2)
    expect(noPrefetch(wire, 1)).toMatchObject({ mistake: 'no-prefetch', evidence: [1, 2, 3] })
    expect(noPrefetch(wire, 2), 'it never held more than two').toBeUndefined()
  })

  test('says so where the limit stands on another channel', () => {
    const { wire } = new Worker().prefetch(1, { channel: 2 }).consume().deliver('a', 1).deliver('b', 2)
    expect(noPrefetch(wire, 1)).toMatchObject({ evidence: [1, 2, 3, 4] })
    expect(noPrefetch(wire, 1)?.message).toContain('went out on channel 2, the consumer is on channel 1')
  })

  test('is not said of a consumer with a limit', () => {
    expect(noPrefetch(right().wire, 1)).toBeUndefined()
  })
})

describe('prefetch-after-consume', () => {
  test('is a limit that came too late', () => {
    const { wire } = new Worker().consume().deliver('a', 1).deliver('b', 2).prefetch(1)
    expect(prefetchAfterConsume(wire)).toMatchObject({ mistake: 'prefetch-after-consume', evidence: [1, 2, 3, 4] })
  })

  test('is not said where a limit was there before, or none at all', () => {
    expect(prefetchAfterConsume(right().prefetch(5).wire)).toBeUndefined()
    expect(prefetchAfterConsume(new Worker().consume().deliver('a', 1).wire)).toBeUndefined()
  })
})

describe('prefetch-too-large', () => {
  test.each([0, 100])('is a prefetch of %i and more held than expected', (n) => {
    const { wire } = new Worker().prefetch(n).consume().deliver('a', 1).deliver('b', 2)
    expect(prefetchTooLarge(wire, 1)).toMatchObject({ mistake: 'prefetch-too-large', evidence: [1, 2, 3, 4] })
  })

  test('looks at the last limit before consume', () => {
    expect(prefetchTooLarge(new Worker().prefetch(100).prefetch(1).consume().deliver('a', 1).deliver('b', 2).wire, 1)).toBeUndefined()
  })
})

describe('global-prefetch', () => {
  test('is a limit for the whole channel', () => {
    expect(globalPrefetch(new Worker().prefetch(1, { global: true }).consume().wire)).toMatchObject({ mistake: 'global-prefetch', evidence: [1] })
    expect(globalPrefetch(right().wire)).toBeUndefined()
  })

  test('names the refusal of a broker that has none', () => {
    const { wire } = new Worker().prefetch(1, { global: true }).refuse('no global qos')
    expect(globalPrefetch(wire)).toMatchObject({ evidence: [1, 2] })
    expect(globalPrefetch(wire)?.message).toContain('RabbitMQ refused: 406 no global qos')
  })
})

describe('holds-too-many', () => {
  test('counts over all consumers of a program', () => {
    const script = new Worker().prefetch(1).consume().prefetch(1, { channel: 2 }).consume({ channel: 2 })
    const { wire } = script.deliver('a', 1).deliver('b', 1, { channel: 2 })
    expect(holdsTooMany(wire, 'consumer', 1)).toMatchObject({ mistake: 'holds-too-many', evidence: [2, 4, 6] })
    expect(holdsTooMany(wire, 'consumer', 2)).toBeUndefined()
  })
})

describe('idle-worker', () => {
  test('is a worker with nothing to do while messages lie with another', () => {
    const { wire } = new Worker().consume().deliver('a', 1).deliver('b', 2).otherConsumes().deadline().ack(1).ack(2)
    expect(idleWorker(wire, 'consumer', 'other')).toMatchObject({ mistake: 'idle-worker', evidence: [2, 3, 4, 5] })
  })

  test('is not said before a deadline, nor where the busy worker holds one message only', () => {
    expect(idleWorker(new Worker().consume().deliver('a', 1).deliver('b', 2).otherConsumes().wire, 'consumer', 'other')).toBeUndefined()
    expect(idleWorker(new Worker().consume().deliver('a', 1).otherConsumes().deadline().wire, 'consumer', 'other')).toBeUndefined()
  })
})
