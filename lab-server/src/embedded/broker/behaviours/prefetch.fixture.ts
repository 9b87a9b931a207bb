import { type Case, fail } from './case.fixture.ts'
import { fetched, Inbox, untilReady } from './client.fixture.ts'
import { consuming, emptied, published } from './letters.fixture.ts'

export const PREFETCH: readonly Case[] = [
  {
    name: 'lets a prefetch of 0 be none',
    observe: async (world) => {
      const queue = await world.queueOf(5)
      const channel = await world.channel()
      await channel.prefetch(2)
      await channel.prefetch(0)
      const inbox = await consuming(channel, queue)
      await inbox.has(5)
      return inbox.told
    },
    expected: ['m0', 'm1', 'm2', 'm3', 'm4'],
  },
  {
    name: 'counts a consumer’s own prefetch and the channel’s shared one both',
    observe: async (world) => {
      const queue = await world.queueOf(10)
      const channel = await world.channel()
      await channel.prefetch(2)
      await channel.prefetch(3, true)
      const inboxes = [await consuming(channel, queue), await consuming(channel, queue)]
      await untilReady(channel, queue, 7)
      await channel.checkQueue(queue)
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [['m0', 'm1'], ['m2']],
  },
  {
    name: 'ends a shared prefetch with the next one that is not shared',
    observe: async (world) => {
      const queue = await world.queueOf(5)
      const channel = await world.channel()
      await channel.prefetch(1, true)
      const inbox = await consuming(channel, queue)
      await inbox.has(1)
      await channel.prefetch(1, false)
      await inbox.has(5)
      return inbox.told
    },
    expected: ['m0', 'm1', 'm2', 'm3', 'm4'],
  },
  {
    name: 'widens and narrows a shared prefetch under the consumers that are there',
    observe: async (world) => {
      const queue = await world.queueOf(10)
      const channel = await world.channel()
      await channel.prefetch(1, true)
      const inbox = await consuming(channel, queue)
      await inbox.has(1)
      await channel.prefetch(4, true)
      const four = await inbox.has(4)
      await channel.prefetch(2, true)
      for (const message of four.slice(0, 2)) channel.ack(message)
      await channel.checkQueue(queue)
      const narrowed = (await channel.checkQueue(queue)).messageCount
      channel.ack(four[2] ?? fail())
      await inbox.has(5)
      return [narrowed, inbox.told]
    },
    expected: [6, ['m0', 'm1', 'm2', 'm3', 'm4']],
  },
  {
    name: 'counts what basic.get took against a shared prefetch that comes later, not against a consumer’s own',
    observe: async (world) => {
      const queue = await world.queueOf(6)
      const channel = await world.channel()
      await channel.get(queue)
      await channel.get(queue)
      await channel.prefetch(2)
      const own = await consuming(channel, queue)
      await own.has(2)
      await channel.close()
      const other = await world.channel()
      await untilReady(other, queue, 6)
      await other.get(queue)
      await other.get(queue)
      await other.prefetch(3, true)
      const shared = await consuming(other, queue)
      await shared.has(1)
      await other.checkQueue(queue)
      return [own.told, shared.told]
    },
    expected: [['m2', 'm3'], ['m2*']],
  },
  {
    name: 'holds consumers without acks back by a shared prefetch too, once others have met it',
    observe: async (world) => {
      const [queue, other] = [await world.queueOf(2), world.name('other')]
      const channel = await world.channel()
      await channel.assertQueue(other)
      await channel.prefetch(2, true)
      const acking = await consuming(channel, queue)
      await acking.has(2)
      const free = await consuming(channel, other, { noAck: true })
      const publisher = await world.confirming()
      await published(publisher, other, ['m0', 'm1'])
      await channel.checkQueue(other)
      const before = free.told.length
      channel.ackAll()
      await free.has(2)
      return [before, free.told]
    },
    expected: [0, ['m0', 'm1']],
  },
  {
    name: 'recovers to whose turn it is, what basic.get took too',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const [holding, other] = [await world.channel(), await world.channel()]
      await holding.get(queue)
      await holding.prefetch(2)
      const inbox = await consuming(holding, queue)
      await inbox.has(2)
      const second = await consuming(other, queue)
      await holding.recover()
      await Promise.all([second.has(1), inbox.has(3)])
      while (inbox.messages.length + second.messages.length < 5) await other.checkQueue(queue)
      return [inbox.told, second.told]
    },
    expected: [
      ['m1', 'm2', 'm2*'],
      ['m0*', 'm1*'],
    ],
  },
  {
    name: 'settles many of several queues, each by each',
    observe: async (world) => {
      const [one, two] = [await world.queueOf(2), world.name('two')]
      const channel = await world.confirming()
      await channel.assertQueue(two)
      await published(channel, two, ['n0', 'n1'])
      const got = [await fetched(channel, one), await fetched(channel, two), await fetched(channel, one), await fetched(channel, two)]
      channel.nack(got[2] ?? fail(), true)
      await untilReady(channel, one, 2)
      channel.ack(got[3] ?? fail())
      await channel.checkQueue(two)
      return [await emptied(channel, one), await emptied(channel, two)]
    },
    expected: [['m0*', 'm1*'], ['n0*']],
  },
  {
    name: 'gives consumers of one channel what another of theirs nacks',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.channel()
      await channel.prefetch(1)
      const inboxes = [new Inbox(), new Inbox()] as const
      await channel.consume(queue, inboxes[0].take, { consumerTag: 'a' })
      await channel.consume(queue, inboxes[1].take, { consumerTag: 'b' })
      const publisher = await world.confirming()
      await published(publisher, queue, ['m0', 'm1', 'm2', 'm3'])
      const [m1] = await inboxes[1].has(1)
      await inboxes[0].has(1)
      channel.nack(m1 ?? fail(), true)
      await Promise.all([inboxes[0].has(2), inboxes[1].has(2)])
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [
      ['m0', 'm0*'],
      ['m1', 'm1*'],
    ],
  },
]
