import { type Case, fail } from './case.fixture.ts'
import { fetched, Inbox, refused, told, untilReady } from './client.fixture.ts'
import { consuming, elapsed, emptied, letter, published } from './letters.fixture.ts'

export const EXPIRY: readonly Case[] = [
  {
    name: 'drops a message when its expiration is over',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.confirming()
      await published(channel, queue, ['m0', 'm1'], { expiration: 10 })
      await untilReady(channel, queue, 0)
      return channel.get(queue)
    },
    expected: false,
  },
  {
    name: 'takes the shorter of a message’s expiration and the queue’s x-message-ttl',
    observe: async (world) => {
      const channel = await world.confirming()
      const queue = world.name('q')
      await channel.assertQueue(queue, { messageTtl: 30 })
      await published(channel, queue, ['m0'], { expiration: 100_000 })
      await untilReady(channel, queue, 0)
      await channel.deleteQueue(queue)
      await channel.assertQueue(queue, { messageTtl: 100_000 })
      await published(channel, queue, ['m1'], { expiration: 30 })
      await untilReady(channel, queue, 0)
      return 'both gone'
    },
    expected: 'both gone',
  },
  {
    name: 'lets an expired message lie behind one that has not expired',
    observe: async (world) => {
      const queue = await world.queueOf(1)
      const channel = await world.confirming()
      await published(channel, queue, ['short'], { expiration: 1 })
      await published(channel, queue, ['long'])
      await elapsed(world, 20)
      const lying = (await channel.checkQueue(queue)).messageCount
      const first = told(await channel.get(queue))
      return [lying, first, (await channel.checkQueue(queue)).messageCount, await emptied(channel, queue)]
    },
    expected: [3, 'm0', 1, ['long']],
  },
  {
    name: 'lets what is unacknowledged not expire, but drops it when it comes back',
    observe: async (world) => {
      const channel = await world.confirming()
      const queue = world.name('q')
      await channel.assertQueue(queue)
      // A consumer that waits has the message at once, however busy the machine.
      const inbox = new Inbox()
      const { consumerTag } = await channel.consume(queue, inbox.take)
      await published(channel, queue, ['m0'], { expiration: 50 })
      await published(channel, queue, ['m1'])
      const held = await inbox.has(2)
      await channel.cancel(consumerTag)
      await elapsed(world, 60)
      for (const message of held.reverse()) channel.nack(message)
      await untilReady(channel, queue, 1)
      return emptied(channel, queue)
    },
    expected: ['m1*'],
  },
  {
    name: 'gives a message of no time at all only to a consumer that waits for it',
    observe: async (world) => {
      const channel = await world.confirming()
      const [queue, dead] = [world.name('q'), world.name('dead')]
      await channel.assertQueue(dead)
      await channel.assertQueue(queue, { messageTtl: 0, deadLetterExchange: '', deadLetterRoutingKey: dead })
      await published(channel, queue, ['too early'])
      const inbox = await consuming(channel, queue)
      await published(channel, queue, ['in time'])
      await inbox.has(1)
      await published(channel, queue, ['too'], { expiration: 0 })
      await inbox.has(2)
      return [inbox.told, await emptied(channel, dead)]
    },
    expected: [['in time', 'too'], ['too early']],
  },
  {
    name: 'hands on the expiration of what it delivers',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.confirming()
      await published(channel, queue, ['m0'], { expiration: '60000' })
      return letter(await fetched(channel, queue))
    },
    expected: { body: 'm0', exchange: '', routingKey: 'q', redelivered: false, headers: {}, expiration: '60000' },
  },
  {
    name: 'refuses an expiration that is no number of milliseconds',
    observe: async (world) => {
      const seen = []
      const queue = await world.queueOf(0)
      for (const expiration of ['soon', '', '1.5', '-1', '10s', '315360000001', ' 5', '+7']) {
        const bare = await world.openedBare()
        bare.publish(1, { routingKey: queue }, 'x', { expiration })
        bare.send(1, 'queue.purge', { queue })
        const answer = await bare.method()
        seen.push(answer?.name === 'channel.close' ? answer.args.replyText : answer?.name)
      }
      return seen
    },
    expected: [
      "PRECONDITION_FAILED - invalid expiration 'soon': no_integer",
      "PRECONDITION_FAILED - invalid expiration '': no_integer",
      'PRECONDITION_FAILED - invalid expiration \'1.5\': {leftover_string,".5"}',
      "PRECONDITION_FAILED - invalid expiration '-1': {value_negative,-1}",
      'PRECONDITION_FAILED - invalid expiration \'10s\': {leftover_string,"s"}',
      "PRECONDITION_FAILED - invalid expiration '315360000001': {value_too_large,315360000001}",
      "PRECONDITION_FAILED - invalid expiration ' 5': no_integer",
      'queue.purge-ok',
    ],
  },
  {
    name: 'deletes a queue nobody has used for its x-expires',
    observe: async (world) => {
      const channel = await world.confirming()
      const [queue, dead] = [world.name('q'), world.name('dead')]
      await channel.assertQueue(dead)
      await channel.assertQueue(queue, { expires: 20, deadLetterExchange: '', deadLetterRoutingKey: dead })
      await published(channel, queue, ['m0'])
      await elapsed(world, 60)
      const other = await world.channel()
      return [await refused(other, () => other.checkQueue(queue)), await emptied(channel, dead)]
    },
    expected: [{ code: 404, text: "NOT_FOUND - no queue 'q' in vhost '/'", classId: 50, methodId: 10 }, []],
  },
  {
    name: 'keeps a queue with x-expires while it has a consumer, and counts from the last one’s end',
    observe: async (world) => {
      const channel = await world.confirming()
      const queue = world.name('q')
      // In one breath: a client that waits for declare-ok may be too late for its own queue.
      const bare = await world.openedBare()
      bare.send(1, 'queue.declare', { queue, arguments: { 'x-expires': 40 } })
      bare.send(1, 'basic.consume', { queue, consumerTag: 'c' })
      await bare.method()
      await bare.method()
      await elapsed(world, 100)
      const there = await channel.checkQueue(queue)
      bare.send(1, 'basic.cancel', { consumerTag: 'c' })
      await elapsed(world, 100)
      return [there, (await refused(channel, () => channel.checkQueue(queue))).code]
    },
    expected: [{ queue: 'q', messageCount: 0, consumerCount: 1 }, 404],
  },
  {
    name: 'cancels no consumer and answers no get when a message expires under them: there is none',
    observe: async (world) => {
      const channel = await world.confirming()
      const queue = world.name('q')
      await channel.assertQueue(queue, { messageTtl: 1 })
      await published(channel, queue, ['m0', 'm1', 'm2'])
      await untilReady(channel, queue, 0)
      const inbox = await consuming(channel, queue)
      await published(channel, queue, ['m3'], { expiration: 100_000 })
      channel.ack((await inbox.has(1))[0] ?? fail())
      return [await channel.get(queue), inbox.told, (await channel.checkQueue(queue)).consumerCount]
    },
    expected: [false, ['m3'], 1],
  },
]
