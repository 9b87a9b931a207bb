import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AmqpEvent } from '@ackademy/contract/recording.ts'
import { argumentsOf, methodNames } from '../amqp/arbitrary-method.ts'
import { encodeContentHeader } from '../amqp/content.ts'
import type { Frame } from '../amqp/frames.ts'
import { FRAME, HEARTBEAT, FrameReader, frame } from '../amqp/frames.ts'
import { MalformedFrame } from '../amqp/malformed.ts'
import type { MethodArgs, MethodName } from '../amqp/methods.ts'
import { encodeMethod } from '../amqp/methods.ts'
import { maySend } from '../amqp/senders.ts'
import { AmqpConversation } from './amqp.ts'

const read = (bytes: Buffer): Frame => {
  const reader = new FrameReader()
  reader.frameMax = 100_000_000
  const [only] = reader.push(bytes)
  if (only === undefined) throw new Error('no frame')
  return only
}
const method = <N extends MethodName>(name: N, args: Partial<MethodArgs<N>> = {}, channel = name.startsWith('connection.') ? 0 : 1): Frame =>
  read(frame(FRAME.method, channel, encodeMethod(name, args)))
const header = (bodySize: number, channel = 1, properties = {}): Frame =>
  read(frame(FRAME.header, channel, encodeContentHeader({ bodySize, properties })))
const body = (bytes: Buffer, channel = 1): Frame => read(frame(FRAME.body, channel, bytes))
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const conversation = () => new AmqpConversation('consumer', 3)

/** Said on the way to a session, or in a session's name; they tell nothing a check could ask. */
const UNTOLD = new Set<MethodName>([
  'connection.start',
  'connection.secure',
  'connection.secure-ok',
  'connection.tune',
  'connection.update-secret',
  'connection.update-secret-ok',
  'access.request',
  'access.request-ok',
])
const CONTENT = new Set<MethodName>(['basic.publish', 'basic.return', 'basic.deliver', 'basic.get-ok'])

describe.each(methodNames)('%s', (name) => {
  const from = maySend('program', name) ? 'program' : 'broker'

  test(UNTOLD.has(name) ? 'makes no event' : "makes an event of the Recording's contract, under its own name", () => {
    fc.assert(
      fc.property(argumentsOf(name), (args) => {
        const heard = conversation()
        const first = heard.read(from, method(name, args))
        const event = CONTENT.has(name) ? heard.read(from, header(0)) : first
        if (UNTOLD.has(name)) expect(event).toBeUndefined()
        else expect(AmqpEvent.parse({ seq: 1, at: 0, ...event }).type).toBe(name.replace('-async', ''))
      }),
      { numRuns: 15 },
    )
  })

  test('is believed only from who may send it', () => {
    const other = from === 'program' ? 'broker' : 'program'
    if (maySend(other, name)) expect(() => conversation().read(other, method(name))).not.toThrow()
    else expect(() => conversation().read(other, method(name))).toThrow(`${name} is not the ${other}'s to send`)
  })

  test('is refused on a channel where it cannot be', () => {
    expect(() => conversation().read(from, method(name, {}, name.startsWith('connection.') ? 1 : 0))).toThrow(MalformedFrame)
  })
})

test('a password is in no event, and the client is named by what it says it is', () => {
  const event = conversation().read(
    'program',
    method('connection.start-ok', {
      clientProperties: { product: 'amqplib', version: '2.3.1', password: 's3cret' },
      mechanism: 'PLAIN',
      response: Buffer.from('\0me\0s3cret'),
    }),
  )
  expect(event).toEqual({
    source: 'amqp',
    program: 'consumer',
    connection: 3,
    type: 'connection.start-ok',
    client: 'amqplib 2.3.1',
    mechanism: 'PLAIN',
  })
})

test.each([
  { proposed: 131_072, agreed: 4096, both: 4096 },
  { proposed: 131_072, agreed: 0, both: 131_072 },
  { proposed: 0, agreed: 0, both: 16_777_216 },
  { proposed: 0, agreed: 4_294_967_295, both: 16_777_216 },
])('tune $proposed, tune-ok $agreed: frames of both sides have at most $both bytes', ({ proposed, agreed, both }) => {
  const heard = conversation()
  heard.read('broker', method('connection.tune', { frameMax: proposed }))
  expect(heard.frameMax).toBeUndefined()
  heard.read('program', method('connection.tune-ok', { frameMax: agreed, heartbeat: 7 }))
  expect([heard.frameMax, heard.heartbeat]).toEqual([both, 7])
})

test('a message is one event, made by its last frame', () => {
  const heard = conversation()
  const properties = { messageId: 'm-1', headers: { attempt: 1 } }
  expect(heard.read('program', method('basic.publish', { routingKey: 'work', mandatory: true }))).toBeUndefined()
  expect(heard.read('program', header(10, 1, properties))).toBeUndefined()
  expect(heard.read('program', body(Buffer.from('01234')))).toBeUndefined()
  expect(heard.read('program', read(HEARTBEAT))).toBeUndefined()
  expect(heard.read('program', body(Buffer.from('56789')))).toEqual({
    source: 'amqp',
    program: 'consumer',
    connection: 3,
    channel: 1,
    type: 'basic.publish',
    exchange: '',
    routingKey: 'work',
    mandatory: true,
    immediate: false,
    properties,
    body: { size: 10, sha256: sha256(Buffer.from('0123456789')), base64: Buffer.from('0123456789').toString('base64') },
  })
})

test('messages of several channels and of both sides do not mix', () => {
  const heard = conversation()
  heard.read('program', method('basic.publish', { routingKey: 'a' }, 1))
  heard.read('program', method('basic.publish', { routingKey: 'b' }, 2))
  heard.read('broker', method('basic.deliver', { deliveryTag: 9 }, 1))
  heard.read('program', header(1, 1))
  heard.read('program', header(1, 2))
  heard.read('broker', header(1, 1))
  expect(heard.read('program', body(Buffer.from('B'), 2))).toMatchObject({
    type: 'basic.publish',
    channel: 2,
    routingKey: 'b',
    body: { base64: 'Qg==' },
  })
  expect(heard.read('broker', body(Buffer.from('C'), 1))).toMatchObject({
    type: 'basic.deliver',
    channel: 1,
    deliveryTag: 9,
    body: { base64: 'Qw==' },
  })
  expect(heard.read('program', body(Buffer.from('A'), 1))).toMatchObject({
    type: 'basic.publish',
    channel: 1,
    routingKey: 'a',
    body: { base64: 'QQ==' },
  })
})

test.each([1, 1000, 16_384, 16_385, 100_000])('a body of %d bytes is hashed whole and kept up to 16 KiB, however it is framed', (size) => {
  const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251))
  for (const piece of [size, 4088, 7]) {
    const heard = conversation()
    heard.read('broker', method('basic.deliver', {}))
    let event = heard.read('broker', header(size))
    for (let at = 0; at < size; at += piece) {
      expect(event).toBeUndefined()
      event = heard.read('broker', body(bytes.subarray(at, at + piece)))
    }
    expect(event).toMatchObject({ body: { size, sha256: sha256(bytes), base64: bytes.subarray(0, 16_384).toString('base64') } })
  }
})

test('a delivery tag no integer of an event can hold is shown as the largest that it can', () => {
  const bytes = encodeMethod('basic.ack', { multiple: false })
  bytes.writeBigUInt64BE(2n ** 64n - 1n, 4)
  const event = conversation().read('program', read(frame(FRAME.method, 1, bytes)))
  expect(AmqpEvent.parse({ seq: 1, at: 0, ...event })).toMatchObject({ deliveryTag: Number.MAX_SAFE_INTEGER })
})

test('a channel that is closed amid a message forgets the message', () => {
  const heard = conversation()
  heard.read('program', method('basic.publish'))
  heard.read('program', method('channel.close'))
  expect(() => heard.read('program', method('channel.open'))).not.toThrow()
})

describe('content out of order is malformed:', () => {
  test.each<[string, Frame[]]>([
    ['a header without a method', [header(1)]],
    ['a body without a method', [body(Buffer.of(1))]],
    ['a body without a header', [method('basic.publish'), body(Buffer.of(1))]],
    ['two headers', [method('basic.publish'), header(1), header(1)]],
    ['a body longer than announced', [method('basic.publish'), header(1), body(Buffer.of(1, 2))]],
    ['a body after the last', [method('basic.publish'), header(1), body(Buffer.of(1)), body(Buffer.of(2))]],
    ['a method amid a message', [method('basic.publish'), method('basic.ack')]],
    ['more unfinished messages than any broker allows', Array.from({ length: 2048 }, (_, index) => method('basic.publish', {}, index + 1))],
  ])('%s', (_what, frames) => {
    const heard = conversation()
    const last = frames.pop()
    if (last === undefined) throw new Error('no frame')
    for (const one of frames) heard.read('program', one)
    expect(() => heard.read('program', last)).toThrow(MalformedFrame)
  })
})
