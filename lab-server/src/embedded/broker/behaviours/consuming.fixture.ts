import { Inbox, refused, told, untilReady } from './client.fixture.ts'
import { body, error, fail, type Case } from './case.fixture.ts'

export const CONSUMING: readonly Case[] = [
  {
    name: 'gives messages to consumers in turns',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const inboxes = [new Inbox(), new Inbox()]
      for (const inbox of inboxes) await (await world.channel()).consume(queue, inbox.take)
      const channel = await world.confirming()
      for (let n = 0; n < 6; n++) channel.sendToQueue(queue, body(`m${n}`))
      await Promise.all(inboxes.map((inbox) => inbox.has(3)))
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [
      ['m0', 'm2', 'm4'],
      ['m1', 'm3', 'm5'],
    ],
  },
  {
    name: 'forgets a message the moment it is sent to a consumer without acks',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take, { noAck: true })
      await inbox.has(3)
      await channel.close()
      return [inbox.told, (await (await world.channel()).checkQueue(queue)).messageCount]
    },
    expected: [['m0', 'm1', 'm2'], 0],
  },
  {
    name: 'applies a prefetch to the consumers that start after it',
    observe: async (world) => {
      const queues = [await world.queueOf(10), world.name('second')] as const
      const setting = await world.confirming()
      await setting.assertQueue(queues[1])
      for (let n = 0; n < 10; n++) setting.sendToQueue(queues[1], body(`m${n}`))
      await setting.waitForConfirms()
      const channel = await world.channel()
      const inboxes = [new Inbox(), new Inbox()] as const
      await channel.prefetch(2)
      await channel.consume(queues[0], inboxes[0].take)
      await channel.prefetch(5)
      await channel.consume(queues[1], inboxes[1].take)
      await untilReady(channel, queues[0], 8)
      await untilReady(channel, queues[1], 5)
      await Promise.all([inboxes[0].has(2), inboxes[1].has(5)])
      return inboxes.map((inbox) => inbox.told.length)
    },
    expected: [2, 5],
  },
  {
    name: 'gives all there is to a consumer that was there before the prefetch',
    observe: async (world) => {
      const queue = await world.queueOf(10)
      const channel = await world.channel()
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      await channel.prefetch(1)
      await inbox.has(10)
      return inbox.told.length
    },
    expected: 10,
  },
  {
    name: 'shares a global prefetch among the consumers of the channel',
    observe: async (world) => {
      const queue = await world.queueOf(10)
      const channel = await world.channel()
      const inboxes = [new Inbox(), new Inbox()] as const
      await channel.prefetch(3, true)
      await channel.consume(queue, inboxes[0].take)
      await inboxes[0].has(3)
      await channel.consume(queue, inboxes[1].take)
      await untilReady(channel, queue, 7)
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [['m0', 'm1', 'm2'], []],
  },
  {
    name: 'delivers the next when one is acknowledged, up to the prefetch',
    observe: async (world) => {
      const queue = await world.queueOf(4)
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      const ready = []
      for (let n = 1; n <= 4; n++) {
        const message = (await inbox.has(n)).at(-1)
        ready.push((await channel.checkQueue(queue)).messageCount)
        if (message !== undefined) channel.ack(message)
      }
      return [inbox.told, ready]
    },
    expected: [
      ['m0', 'm1', 'm2', 'm3'],
      [3, 2, 1, 0],
    ],
  },
  {
    name: 'passes a busy consumer over',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const [busy, free] = [new Inbox(), new Inbox()]
      for (const inbox of [busy, free]) {
        const channel = await world.channel()
        await channel.prefetch(1)
        await channel.consume(queue, (message) => {
          inbox.take(message)
          if (inbox === free && message !== null) channel.ack(message)
        })
      }
      const channel = await world.confirming()
      for (let n = 0; n < 5; n++) channel.sendToQueue(queue, body(`m${n}`))
      await Promise.all([busy.has(1), free.has(4)])
      return [busy.told, free.told]
    },
    expected: [['m0'], ['m1', 'm2', 'm3', 'm4']],
  },
  {
    name: 'gives messages one at a time to who asks, and says when there is none',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const channel = await world.channel()
      const first = await channel.get(queue)
      const second = await channel.get(queue, { noAck: true })
      return [first !== false && first.fields, told(second), await channel.get(queue)]
    },
    expected: [{ deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'q', messageCount: 1 }, 'm1', false],
  },
  {
    name: 'leaves with a cancelled consumer what it was given',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = new Inbox()
      const { consumerTag } = await channel.consume(queue, inbox.take)
      const [message] = await inbox.has(1)
      await channel.cancel(consumerTag)
      await channel.cancel('nobody')
      const held = await channel.checkQueue(queue)
      channel.ack(message ?? fail())
      const after = await channel.checkQueue(queue)
      return [held.messageCount, held.consumerCount, after.messageCount, inbox.told]
    },
    expected: [1, 0, 1, ['m0']],
  },
  {
    name: 'cancels its consumers when a queue is deleted',
    observe: async (world) => {
      const queue = await world.queueOf(1)
      const channel = await world.channel()
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      const [message] = await inbox.has(1)
      await (await world.channel()).deleteQueue(queue)
      while (inbox.messages.length < 2) await channel.checkExchange('amq.direct')
      channel.ack(message ?? fail())
      await channel.checkExchange('amq.direct')
      return inbox.told
    },
    expected: ['m0', 'null'],
  },
  {
    name: 'refuses to share where either consumer wants to be the only one',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const [first, second, third] = [await world.channel(), await world.channel(), await world.channel()]
      const { consumerTag } = await first.consume(queue, () => undefined)
      const seen = [await refused(second, () => second.consume(queue, () => undefined, { exclusive: true }))]
      await first.cancel(consumerTag)
      await first.consume(queue, () => undefined, { exclusive: true })
      seen.push(await refused(third, () => third.consume(queue, () => undefined)))
      return seen
    },
    expected: [
      error(403, "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use", 60, 20),
      error(403, "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use", 60, 20),
    ],
  },
  {
    name: 'closes the connection over a consumer tag used twice',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const bare = await world.openedBare()
      for (let n = 0; n < 2; n++) bare.send(1, 'basic.consume', { queue, consumerTag: 'c' })
      return bare.closed()
    },
    expected: error(530, "NOT_ALLOWED - attempt to reuse consumer tag 'c'", 60, 20),
  },
  {
    name: 'answers a deletion before it cancels the consumer that asked for it',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const bare = await world.openedBare()
      bare.send(1, 'basic.consume', { queue, consumerTag: 'c' })
      const seen = [await bare.method()]
      bare.send(1, 'queue.delete', { queue })
      return [...seen, await bare.method(), await bare.method()]
    },
    expected: [
      { name: 'basic.consume-ok', args: { consumerTag: 'c' } },
      { name: 'queue.delete-ok', args: { messageCount: 0 } },
      { name: 'basic.cancel', args: { consumerTag: 'c', nowait: true } },
    ],
  },
  {
    name: 'lets a client know nothing of a message before its consumer is known',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const bare = await world.openedBare()
      bare.send(1, 'basic.consume', { queue, consumerTag: 'c', noAck: true })
      return [(await bare.method())?.name, (await bare.method())?.name, (await bare.method())?.name]
    },
    expected: ['basic.consume-ok', 'basic.deliver', 'basic.deliver'],
  },
]
