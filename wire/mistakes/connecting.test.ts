// The rules about a program's way to the broker and back: connection, channel, the queue it sends to, its end.
import { describe, expect, test } from 'vitest'
import { Script } from '../events.fixture.ts'
import { forgetsAwait } from './forgets-await.ts'
import { neverEnds } from './never-ends.ts'
import { noChannel } from './no-channel.ts'
import { noCleanClose } from './no-clean-close.ts'
import { sendsToNoQueue } from './sends-to-no-queue.ts'

const onSocket = { source: 'amqp', program: 'consumer', connection: 1 } as const
class Program extends Script {
  socketOpen = () => this.say({ ...onSocket, type: 'socket.open' })
  connected = () => this.say({ ...onSocket, type: 'connection.open-ok' })
  channelOpen = () => this.say({ ...onSocket, channel: 1, type: 'channel.open' })
  declare = (queue: string) =>
    this.say({
      ...onSocket,
      channel: 1,
      type: 'queue.declare',
      queue,
      passive: false,
      durable: true,
      exclusive: false,
      autoDelete: false,
      arguments: {},
    })
  named = (queue: string) => this.say({ ...onSocket, channel: 1, type: 'queue.declare-ok', queue, messageCount: 0, consumerCount: 0 })
}
const died = (words: string) => ({ code: 1, outputTail: `file:///sender.js:4\n\nTypeError: ${words}\n    at sender.js:4` })

describe('forgets-await', () => {
  test('is a death before the connection, over a method that only a connection has', () => {
    const { wire } = new Program().start().exit(died('connection.createChannel is not a function'))
    expect(forgetsAwait(wire)).toMatchObject({ mistake: 'forgets-await', evidence: [1, 2] })
    expect(forgetsAwait(wire)?.message).toContain('TypeError: connection.createChannel is not a function')
  })

  test('is not every death before the connection', () => {
    expect(forgetsAwait(new Program().start().exit(died('orders.map is not a function')).wire)).toBeUndefined()
  })
})

describe('no-channel', () => {
  test('is a connection on which no channel was opened by the time the program ended', () => {
    const script = new Program().start().connected()
    expect(noChannel(script.wire), 'it may still come').toBeUndefined()
    expect(noChannel(script.exit(died('connection.assertQueue is not a function')).wire)).toMatchObject({ mistake: 'no-channel', evidence: [2, 3] })
  })

  test('is proved by a deadline where the program goes on', () => {
    expect(noChannel(new Program().start().connected().deadline().wire)).toMatchObject({ evidence: [2, 3] })
  })

  test('is not said of a program that opened one', () => {
    expect(noChannel(new Program().start().connected().channelOpen().exit().wire)).toBeUndefined()
  })
})

describe('no-clean-close', () => {
  test('is a socket that the program ended without connection.close', () => {
    expect(noCleanClose(new Program().start().socketEnd().exit().wire, 'consumer')).toMatchObject({ mistake: 'no-clean-close', evidence: [2, 3] })
    expect(noCleanClose(new Program().start().close().socketEnd().exit().wire, 'consumer')).toBeUndefined()
  })

  test('is not said of a program that the lab stopped', () => {
    expect(noCleanClose(new Program().start().deadline().socketEnd().exit({ by: 'lab' }).wire, 'consumer')).toBeUndefined()
  })

  test('is said of a program that broke off its socket while the lab still waited, and was stopped later', () => {
    expect(noCleanClose(new Program().start().socketEnd().deadline().exit({ by: 'lab' }).wire, 'consumer')).toMatchObject({ evidence: [2, 4] })
  })
})

describe('never-ends', () => {
  const waits = new Program().start().socketOpen()

  test('is a connection still open when the lab’s patience ended', () => {
    expect(neverEnds(waits.wire, 'consumer', 'Close it.'), 'it may still end').toBeUndefined()
    const { wire } = new Program().start().socketOpen().deadline().socketEnd().exit({ by: 'lab' })
    expect(neverEnds(wire, 'consumer', 'Close it.')).toMatchObject({ mistake: 'never-ends', evidence: [2, 3] })
  })

  test('is not said of a program that ended by itself', () => {
    expect(neverEnds(new Program().start().socketOpen().close().socketEnd().exit({ code: 0 }).deadline().wire, 'consumer', '')).toBeUndefined()
  })
})

describe('sends-to-no-queue', () => {
  test('is a message to a name that nobody declared', () => {
    const { wire } = new Program().declare('greetings').publish('a', { routingKey: 'greeting' })
    const seen = sendsToNoQueue(wire, wire.publishes)
    expect(seen).toMatchObject({ mistake: 'sends-to-no-queue', evidence: [2] })
    expect(seen?.message).toContain('declared: greetings')
  })

  test('is a message that came before its queue', () => {
    const { wire } = new Program().publish('a', { routingKey: 'greetings' }).declare('greetings')
    expect(sendsToNoQueue(wire, wire.publishes)).toMatchObject({ evidence: [1, 2] })
  })

  test('is not said of a queue declared before, named by the broker, or there already', () => {
    const { wire } = new Program()
      .declare('greetings')
      .publish('a', { routingKey: 'greetings' })
      .named('amq.gen-1')
      .publish('b', { routingKey: 'amq.gen-1' })
      .publish('c')
    expect(sendsToNoQueue(wire, wire.publishes, ['done'])).toBeUndefined()
  })
})
