import { type GetMessage } from 'amqplib'
import { refused, untilReady } from './client.fixture.ts'
import { body, error, type Case } from './case.fixture.ts'

export const PUBLISHING: readonly Case[] = [
  {
    name: 'hands on properties and body as they were sent',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.channel()
      channel.sendToQueue(queue, body('{"n":1}'), {
        persistent: true,
        contentType: 'application/json',
        contentEncoding: 'utf-8',
        headers: { text: 'é', whole: 7, half: 0.5, yes: true, list: [1, 'two', { three: 3 }], none: null },
        priority: 3,
        correlationId: 'c-1',
        replyTo: 'answers',
        messageId: 'id-1',
        timestamp: 1_700_000_000,
        type: 'order.created',
        appId: 'shop',
      })
      channel.sendToQueue(queue, Buffer.alloc(0), { persistent: false })
      const large = Buffer.alloc(400_000, 'abcdefg')
      channel.sendToQueue(queue, large)
      await untilReady(channel, queue, 3)
      const [first, second, third] = [await channel.get(queue), await channel.get(queue), await channel.get(queue)]
      if (first === false || second === false || third === false) return 'missing'
      const seen: unknown[] = [
        first.properties,
        first.content.toString(),
        first.fields,
        second.properties.deliveryMode,
        second.content.length,
        third.content.equals(large),
      ]
      return seen
    },
    expected: [
      {
        contentType: 'application/json',
        contentEncoding: 'utf-8',
        headers: { text: 'é', whole: 7, half: 0.5, yes: true, list: [1, 'two', { three: 3 }], none: null },
        deliveryMode: 2,
        priority: 3,
        correlationId: 'c-1',
        replyTo: 'answers',
        expiration: null,
        messageId: 'id-1',
        timestamp: 1_700_000_000,
        type: 'order.created',
        userId: null,
        appId: 'shop',
        clusterId: null,
      },
      '{"n":1}',
      { deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'q', messageCount: 2 },
      1,
      0,
      true,
    ],
  },
  {
    name: 'cuts a body to the frame size that was agreed',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const publisher = await world.confirming()
      publisher.sendToQueue(queue, Buffer.alloc(10_000))
      await publisher.waitForConfirms()
      const bare = await world.openedBare({ frameMax: 4096 })
      bare.send(1, 'basic.get', { queue, noAck: true })
      const sizes = []
      for (let n = 0; n < 5; n++) sizes.push((await bare.frame())?.payload.length)
      return sizes.slice(2)
    },
    expected: [4088, 4088, 1824],
  },
  {
    name: 'confirms every publish once, in the order of their numbers',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.confirming()
      const confirmed: number[] = []
      for (let n = 0; n < 20; n++) channel.sendToQueue(queue, body(`m${n}`), {}, (error: unknown) => error === null && confirmed.push(n))
      await channel.waitForConfirms()
      return [confirmed.length, (await channel.checkQueue(queue)).messageCount]
    },
    expected: [20, 20],
  },
  {
    name: 'drops what no queue takes, and confirms it all the same',
    observe: async (world) => {
      const channel = await world.confirming()
      return new Promise((resolve) => channel.sendToQueue(world.name('missing'), body('x'), {}, (error: unknown) => resolve(error)))
    },
    expected: null,
  },
  {
    name: 'returns what no queue takes if that is mandatory, before it confirms it',
    observe: async (world) => {
      const channel = await world.confirming()
      const seen: unknown[] = []
      channel.on('return', (message: GetMessage) => seen.push(message.fields, message.content.toString(), message.properties.messageId))
      await new Promise((resolve) =>
        channel.sendToQueue(world.name('missing'), body('x'), { mandatory: true, messageId: 'id-1' }, (error: unknown) => resolve(seen.push(error))),
      )
      return seen
    },
    expected: [{ replyCode: 312, replyText: 'NO_ROUTE', exchange: '', routingKey: 'missing' }, 'x', 'id-1', null],
  },
  {
    name: 'closes the channel when the exchange is not there',
    observe: async (world) => {
      const channel = await world.channel()
      return refused(channel, () => channel.publish(world.name('missing'), 'k', body('x')))
    },
    expected: error(404, "NOT_FOUND - no exchange 'missing' in vhost '/'", 60, 40),
  },
  {
    name: 'refuses a message in another user’s name',
    observe: async (world) => {
      const channel = await world.channel()
      const closed = await refused(channel, () => channel.publish('', 'q', body('x'), { userId: 'somebody' }))
      return { ...closed, text: closed.text.replace(new URL(world.url).username, 'guest') }
    },
    expected: error(406, "PRECONDITION_FAILED - user_id property set to 'somebody' but authenticated user was 'guest'", 60, 40),
  },
]
