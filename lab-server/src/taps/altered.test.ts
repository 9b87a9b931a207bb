import { expect, test } from 'vitest'
import { decodeMethod } from '../amqp/methods.ts'
import { FrameReader } from '../amqp/frames.ts'
import { method, playedTap, PROTOCOL_HEADER, type Player } from './played-tap.ts'

const consume = method('basic.consume', { queue: 'q', consumerTag: 'c' })
const deliverAll = (bytes: Buffer) => {
  const reader = new FrameReader()
  reader.feed(bytes)
  return Array.from({ length: bytes.length }, () => reader.next()).flatMap((frame) => (frame ? [decodeMethod(frame.payload)] : []))
}
/** What has come to the broker after the protocol's header, once it is so many methods. */
const heard = async (broker: Player, count: number) => {
  await broker.until(() => deliverAll(broker.received.subarray(8)).length >= count)
  return deliverAll(broker.received.subarray(8)).map(({ name, args }) => ({
    name,
    ...('prefetchCount' in args && { prefetch: args.prefetchCount }),
    ...('noAck' in args && { noAck: args.noAck }),
  }))
}

test('a channel that consumes without a limit is given one, and the program hears no answer that it did not ask for', async () => {
  await using played = await playedTap()
  played.tap.alteration = { prefetch: 1 }
  const { program, broker } = await played.dial()
  program.say(PROTOCOL_HEADER, method('channel.open'), consume)
  expect(await heard(broker, 3)).toEqual([{ name: 'channel.open' }, { name: 'basic.qos', prefetch: 1 }, { name: 'basic.consume', noAck: false }])
  const consumeOk = method('basic.consume-ok', { consumerTag: 'c' })
  broker.say(method('basic.qos-ok'), consumeOk)
  await program.got(consumeOk.length)
  expect(program.received).toEqual(consumeOk)
  // the answer to one that it asks for itself it gets
  program.say(method('basic.qos', { prefetchCount: 50 }))
  expect((await heard(broker, 4))[3]).toEqual({ name: 'basic.qos', prefetch: 1 })
  broker.say(method('basic.qos-ok'))
  await program.got(consumeOk.length + method('basic.qos-ok').length)
  expect(played.told()).toEqual([
    'socket.open',
    'channel.open',
    'basic.qos',
    'basic.consume',
    'basic.qos-ok',
    'basic.consume-ok',
    'basic.qos',
    'basic.qos-ok',
  ])
})

test('a limit of the program’s own is another, and is not said twice; a channel that was closed is new', async () => {
  await using played = await playedTap()
  played.tap.alteration = { prefetch: 10 }
  const { program, broker } = await played.dial()
  const once = [method('channel.open'), method('basic.qos', { prefetchCount: 3 }), consume]
  program.say(PROTOCOL_HEADER, ...once, consume, method('channel.close'), method('channel.open'), consume)
  expect((await heard(broker, 8)).map(({ name, prefetch }) => [name, prefetch])).toEqual([
    ['channel.open', undefined],
    ['basic.qos', 10],
    ['basic.consume', undefined],
    ['basic.consume', undefined],
    ['channel.close', undefined],
    ['channel.open', undefined],
    ['basic.qos', 10],
    ['basic.consume', undefined],
  ])
})

test('noAck is said in the program’s place, byte by byte as it comes, and nothing else is touched', async () => {
  await using played = await playedTap()
  played.tap.alteration = { noAck: true }
  const { program, broker } = await played.dial()
  for (const byte of Buffer.concat([PROTOCOL_HEADER, method('basic.qos', { prefetchCount: 3 }), consume])) program.say(Buffer.of(byte))
  expect(await heard(broker, 2)).toEqual([
    { name: 'basic.qos', prefetch: 3 },
    { name: 'basic.consume', noAck: true },
  ])
  expect(played.events.find(({ type }) => type === 'basic.consume')).toMatchObject({ noAck: true, queue: 'q', consumerTag: 'c' })
})

test('is for connections that are dialled after it was asked for', async () => {
  await using played = await playedTap()
  const { program, broker } = await played.dial()
  played.tap.alteration = { noAck: true }
  program.say(PROTOCOL_HEADER, consume)
  expect(await heard(broker, 1)).toEqual([{ name: 'basic.consume', noAck: false }])
})
