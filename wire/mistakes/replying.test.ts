// The rules about asking over queues: what a request says, where its reply goes, and what is made of replies.
import { describe, expect, test } from 'vitest'
import type { Properties } from '@ackademy/contract/recording.ts'
import { Script } from '../events.fixture.ts'
import { jsonOf, type Publish } from '../message.ts'
import type { Of, Wire } from '../wire.ts'
import { answersTwice } from './answers-twice.ts'
import type { Asked } from './asked.ts'
import { asksOneByOne } from './asks-one-by-one.ts'
import { consumerPerCall } from './consumer-per-call.ts'
import { correlationIdReused } from './correlation-id-reused.ts'
import { mismatchedReplies } from './mismatched-replies.ts'
import { noCorrelationId } from './no-correlation-id.ts'
import { replyQueuePerCall } from './reply-queue-per-call.ts'
import { tripsOverStrayReply } from './trips-over-stray-reply.ts'

const bodyOf = (json: unknown) => {
  const text = JSON.stringify(json)
  return { size: text.length, sha256: text, base64: btoa(text) }
}
const onChannel = { source: 'amqp', program: 'consumer', connection: 1, channel: 1 } as const

class Client extends Script {
  #publish(routingKey: string, json: unknown, properties: Properties = {}): this {
    const message = { exchange: '', routingKey, properties, body: bodyOf(json) }
    return this.say({ ...onChannel, type: 'basic.publish', mandatory: false, immediate: false, ...message })
  }

  ask = (id: string, properties: Properties = { correlationId: id, replyTo: 'replies' }) => this.#publish('quotes', { id }, properties)
  result = (id: string, price: number) => this.#publish('prices', { id, price })
  reply = (correlationId: string, price: number) =>
    this.say({
      source: 'lab',
      type: 'lab.publish',
      messageId: `reply ${this.events.length}`,
      exchange: '',
      routingKey: 'replies',
      properties: { correlationId },
      body: bodyOf({ price }),
    })
  declared = (queue: string) => this.say({ ...onChannel, type: 'queue.declare-ok', queue, messageCount: 0, consumerCount: 0 })
}

const requests = (wire: Wire) => wire.publishes.filter(({ event }) => event.routingKey === 'quotes')
const priceIn = (message: { body: Publish['event']['body'] }) => (jsonOf(message.body) as { price?: number }).price
const bears = (result: Publish, reply: Of<'lab.publish'>) => priceIn(result.event) === priceIn(reply)
const askedIn = (wire: Wire): Asked[] =>
  requests(wire).map((request) => ({
    request,
    reply: wire.given.find(({ properties }) => properties.correlationId === request.event.properties.correlationId),
    results: wire.publishes.filter(({ event }) => event.routingKey === 'prices' && idIn(event) === idIn(request.event)),
  }))
const idIn = (message: { body: Publish['event']['body'] }) => (jsonOf(message.body) as { id?: string }).id
const right = () => new Client().declared('replies').consume({ queue: 'replies' }).ask('a').ask('b').reply('b', 2).reply('a', 1)

describe('what a request says', () => {
  test('no-correlation-id is a request without one', () => {
    const { wire } = new Client().ask('a').ask('b', { replyTo: 'replies' })
    expect(noCorrelationId(requests(wire))).toMatchObject({ mistake: 'no-correlation-id', evidence: [2] })
    expect(noCorrelationId(requests(right().wire))).toBeUndefined()
  })

  test('correlation-id-reused is one id on several requests', () => {
    const { wire } = new Client().ask('a').ask('b', { correlationId: 'a', replyTo: 'replies' })
    expect(correlationIdReused(requests(wire))).toMatchObject({ mistake: 'correlation-id-reused', evidence: [1, 2] })
    expect(correlationIdReused(requests(right().wire))).toBeUndefined()
  })

  test('asks-one-by-one is fewer requests than expected when the lab’s patience ended, from a program that still waits', () => {
    const script = new Client().start().ask('a')
    expect(asksOneByOne(script.wire, requests(script.wire), 2), 'they may still come').toBeUndefined()
    script.deadline()
    expect(asksOneByOne(script.wire, requests(script.wire), 2)).toMatchObject({ mistake: 'asks-one-by-one', evidence: [2, 3] })
    expect(asksOneByOne(script.wire, requests(script.wire), 1)).toBeUndefined()
    const ended = new Client().start().ask('a').exit().deadline().wire
    expect(asksOneByOne(ended, requests(ended), 2), 'it did not wait, it ended').toBeUndefined()
  })
})

describe('where its reply goes', () => {
  test('reply-queue-per-call is more than one reply queue', () => {
    const script = new Client().declared('r1').declared('r2')
    const { wire } = script.ask('a', { correlationId: 'a', replyTo: 'r1' }).ask('b', { correlationId: 'b', replyTo: 'r2' })
    expect(replyQueuePerCall(wire, requests(wire))).toMatchObject({ mistake: 'reply-queue-per-call', evidence: [1, 2, 3, 4] })
    expect(replyQueuePerCall(right().wire, requests(right().wire))).toBeUndefined()
  })

  test('consumer-per-call is more than one consumer of the reply queue, under its name or under none', () => {
    const { wire } = new Client().declared('replies').consume({ queue: 'replies' }).consume({ queue: '' }).ask('a')
    expect(consumerPerCall(wire, requests(wire))).toMatchObject({ mistake: 'consumer-per-call', evidence: [2, 3] })
    expect(consumerPerCall(right().wire, requests(right().wire))).toBeUndefined()
  })
})

describe('what is made of replies', () => {
  const mismatched = (wire: Wire) => mismatchedReplies(askedIn(wire), wire.given, bears)

  test('mismatched-replies is a result that bears another’s reply', () => {
    const { wire } = right().result('a', 2).result('b', 2)
    expect(mismatched(wire)).toMatchObject({ mistake: 'mismatched-replies', evidence: [3, 5, 6, 7] })
    expect(mismatched(wire)?.message).toContain('correlation id a was given the reply to b')
    expect(mismatched(right().result('b', 2).result('a', 1).wire)).toBeUndefined()
  })

  test('answers-twice is two results for one request', () => {
    const { wire } = right().result('a', 1).result('b', 2).result('a', 1)
    expect(answersTwice(askedIn(wire))).toMatchObject({ mistake: 'answers-twice', evidence: [3, 6, 7, 9] })
    expect(answersTwice(askedIn(right().result('a', 1).wire))).toBeUndefined()
  })

  test('trips-over-stray-reply is a death with Node’s error after a reply that nobody waited for', () => {
    const outputTail = 'TypeError: answered is not a function\n    at client.js:12'
    const script = () => new Client().start().consume().deliver('stray', 1)
    const { wire } = script().exit({ outputTail })
    expect(tripsOverStrayReply(wire, () => true)).toMatchObject({ mistake: 'trips-over-stray-reply', evidence: [3, 4] })
    expect(tripsOverStrayReply(wire, () => false)).toBeUndefined()
    expect(tripsOverStrayReply(script().exit({ code: 0 }).wire, () => true)).toBeUndefined()
  })
})
