import { type GetMessage } from 'amqplib'
import { fetched, Inbox, refused, told, untilReady } from './client.fixture.ts'
import { type Ask, body, fail, unknownTag, type Case } from './case.fixture.ts'

export const ACKNOWLEDGING: readonly Case[] = [
  {
    name: 'acknowledges all up to a tag',
    observe: async (world) => {
      const queue = await world.queueOf(5)
      const channel = await world.channel()
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      const messages = await inbox.has(5)
      channel.ack(messages[2] ?? fail(), true)
      await channel.close()
      const other = await world.channel()
      await untilReady(other, queue, 2)
      return [told(await other.get(queue)), told(await other.get(queue)), told(await other.get(queue))]
    },
    expected: ['m3*', 'm4*', 'false'],
  },
  {
    name: 'takes tag 0 for all that is outstanding, be it nothing',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const channel = await world.channel()
      channel.ackAll()
      await channel.get(queue)
      await channel.get(queue)
      channel.ackAll()
      channel.ackAll()
      await channel.close()
      return (await (await world.channel()).checkQueue(queue)).messageCount
    },
    expected: 0,
  },
  {
    name: 'closes the channel over a tag it does not know, whichever way it came to be unknown',
    observe: async (world) => {
      const seen: Record<string, unknown> = {}
      const offend = async (how: string, noAck: boolean, act: (channel: Ask, messages: GetMessage[]) => void) => {
        const queue = world.name(how.replaceAll(' ', '-'))
        const channel = await world.channel()
        await channel.assertQueue(queue)
        for (let n = 0; n < 3; n++) channel.sendToQueue(queue, body(`m${n}`))
        await untilReady(channel, queue, 3)
        const messages: GetMessage[] = []
        for (let n = 0; n < 3; n++) messages.push(await fetched(channel, queue, { noAck }))
        seen[how] = await refused(channel, () => act(channel, messages))
      }
      const tagged = (message: GetMessage | undefined, deliveryTag: number) =>
        ({ ...message, fields: { ...message?.fields, deliveryTag } }) as GetMessage
      await offend('acked twice', false, (channel, [one]) => [0, 1].forEach(() => channel.ack(one ?? fail())))
      await offend('nacked twice', false, (channel, [one]) => [0, 1].forEach(() => channel.nack(one ?? fail(), false, false)))
      await offend('rejected twice', false, (channel, [one]) => [0, 1].forEach(() => channel.reject(one ?? fail(), false)))
      await offend('delivered without ack', true, (channel, [one]) => channel.ack(one ?? fail()))
      await offend('acked after multiple', false, (channel, [one, , three]) => {
        channel.ack(three ?? fail(), true)
        channel.ack(one ?? fail())
      })
      await offend('never given', false, (channel, [one]) => channel.ack(tagged(one, 7)))
      await offend('never given multiple', false, (channel, [one]) => channel.ack(tagged(one, 7), true))
      await offend('zero', false, (channel, [one]) => channel.ack(tagged(one, 0)))
      return seen
    },
    expected: {
      'acked twice': unknownTag(1),
      'nacked twice': { ...unknownTag(1), methodId: 120 },
      'rejected twice': { ...unknownTag(1), methodId: 90 },
      'delivered without ack': unknownTag(1),
      'acked after multiple': unknownTag(1),
      'never given': unknownTag(7),
      'never given multiple': unknownTag(7),
      zero: unknownTag(0),
    },
  },
  {
    name: 'closes only the other channel when a message is acknowledged there, and gives nothing back of the first',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const connection = await world.connect()
      const [one, other] = [await world.channel(connection), await world.channel(connection)]
      const message = await fetched(one, queue)
      const closed = await refused(other, () => other.ack(message))
      one.ack(message)
      return [closed, (await one.checkQueue(queue)).messageCount]
    },
    expected: [unknownTag(1), 1],
  },
  {
    name: 'gives back all a channel held when it closes it, to who consumes still, in the old order',
    observe: async (world) => {
      const queue = await world.queueOf(4)
      const [failing, waiting] = [await world.channel(), await world.channel()]
      const [first, second] = [new Inbox(), new Inbox()]
      await failing.consume(queue, first.take)
      const messages = await first.has(4)
      await waiting.consume(queue, second.take)
      failing.ack(messages[1] ?? fail())
      const closed = await refused(failing, () => failing.ack(messages[1] ?? fail()))
      await second.has(3)
      return [closed, second.told]
    },
    expected: [unknownTag(2), ['m0*', 'm2*', 'm3*']],
  },
  {
    name: 'gives back to where it stood what is nacked, one or many',
    observe: async (world) => {
      const queue = await world.queueOf(5)
      const channel = await world.channel()
      const got = []
      for (let n = 0; n < 4; n++) got.push(await fetched(channel, queue))
      channel.nack(got[2] ?? fail())
      channel.reject(got[0] ?? fail())
      channel.nack(got[3] ?? fail(), true)
      await untilReady(channel, queue, 5)
      const seen = []
      for (let n = 0; n < 5; n++) seen.push(told(await channel.get(queue)))
      return seen
    },
    expected: ['m0*', 'm1*', 'm2*', 'm3*', 'm4'],
  },
  {
    name: 'drops what is nacked or rejected without requeue',
    observe: async (world) => {
      const queue = await world.queueOf(4)
      const channel = await world.channel()
      const got = []
      for (let n = 0; n < 4; n++) got.push(await fetched(channel, queue))
      channel.reject(got[0] ?? fail(), false)
      channel.nack(got[2] ?? fail(), true, false)
      await channel.close()
      const other = await world.channel()
      await untilReady(other, queue, 1)
      return told(await other.get(queue))
    },
    expected: 'm3*',
  },
  {
    name: 'delivers a requeued message to the same consumer again, before those behind it',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      channel.nack((await inbox.has(1))[0] ?? fail())
      channel.nack((await inbox.has(2))[1] ?? fail())
      channel.ack((await inbox.has(3))[2] ?? fail())
      await inbox.has(4)
      return inbox.told
    },
    expected: ['m0', 'm0*', 'm0*', 'm1'],
  },
  {
    name: 'recovers all a channel holds',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const channel = await world.channel()
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      await inbox.has(3)
      await channel.recover()
      await inbox.has(6)
      return inbox.told
    },
    expected: ['m0', 'm1', 'm2', 'm0*', 'm1*', 'm2*'],
  },
  {
    name: 'gives what one consumer nacks to whose turn it is',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const inboxes = [new Inbox(), new Inbox()] as const
      const channels = [await world.channel(), await world.channel()] as const
      for (const n of [0, 1] as const) {
        await channels[n].prefetch(1)
        await channels[n].consume(queue, inboxes[n].take)
      }
      const publisher = await world.confirming()
      publisher.sendToQueue(queue, body('m0'))
      const [m0] = await inboxes[0].has(1)
      // Nobody waits: it is the other's turn.
      channels[0].nack(m0 ?? fail())
      await inboxes[1].has(1)
      for (const n of [1, 2]) publisher.sendToQueue(queue, body(`m${n}`))
      const m1 = (await inboxes[0].has(2))[1]
      await publisher.waitForConfirms()
      // Both hold one and m2 waits: who gives back is the only one with room.
      channels[0].nack(m1 ?? fail())
      await inboxes[0].has(3)
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [['m0', 'm1', 'm1*'], ['m0*']],
  },
  {
    name: 'redelivers what a client held whose socket was cut, in the old order, before what it never had',
    observe: async (world) => {
      const queue = await world.queueOf(5)
      const bare = await world.openedBare()
      bare.send(1, 'basic.qos', { prefetchCount: 4 })
      bare.send(1, 'basic.consume', { queue, consumerTag: 'c' })
      for (let deliveries = 0; deliveries < 4;) if ((await bare.method())?.name === 'basic.deliver') deliveries++
      bare.send(1, 'basic.ack', { deliveryTag: 2 })
      const channel = await world.channel()
      await untilReady(channel, queue, 0)
      bare.cut()
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      await inbox.has(4)
      return inbox.told
    },
    // m4 was delivered to the dying client when it acknowledged m1.
    expected: ['m0*', 'm2*', 'm3*', 'm4*'],
  },
  {
    name: 'redelivers what channels held that closed in order, with their connection too',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const connection = await world.connect()
      const [one, other] = [await world.channel(connection), await world.channel(connection)]
      await one.get(queue)
      await other.get(queue)
      await one.close()
      const watching = await world.channel()
      await untilReady(watching, queue, 2)
      await connection.close()
      await untilReady(watching, queue, 3)
      return [told(await watching.get(queue)), told(await watching.get(queue)), told(await watching.get(queue))]
    },
    expected: ['m0*', 'm1*', 'm2'],
  },
]
