import { type Case, fail } from './case.fixture.ts'
import { fetched, refused, untilReady } from './client.fixture.ts'
import { consuming, deaths, elapsed, emptied, published } from './letters.fixture.ts'

export const PRIORITIES: readonly Case[] = [
  {
    name: 'gives messages of a higher priority first, those of one in their order',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxPriority: 5 })
      for (const [text, priority] of [
        ['a0', 0],
        ['b5', 5],
        ['c3', 3],
        ['d9', 9],
        ['e3', 3],
        ['f5', 5],
      ] as const)
        await published(channel, queue, [text], { priority })
      await published(channel, queue, ['g none'])
      return emptied(channel, queue)
    },
    expected: ['b5', 'd9', 'f5', 'c3', 'e3', 'a0', 'g none'],
  },
  {
    name: 'passes over priorities where a queue has no x-max-priority',
    observe: async (world) => {
      const queue = await world.queueOf(1)
      const channel = await world.confirming()
      await published(channel, queue, ['urgent'], { priority: 9 })
      return emptied(channel, queue)
    },
    expected: ['m0', 'urgent'],
  },
  {
    name: 'gives a requeued message back to its place among those of its priority',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxPriority: 2 })
      await published(channel, queue, ['low0', 'low1'], { priority: 0 })
      await published(channel, queue, ['high0', 'high1'], { priority: 2 })
      const got = []
      for (let n = 0; n < 3; n++) got.push(await fetched(channel, queue))
      channel.nack(got[2] ?? fail(), true)
      await untilReady(channel, queue, 4)
      return emptied(channel, queue)
    },
    expected: ['high0*', 'high1*', 'low0*', 'low1'],
  },
  {
    name: 'drops of a full queue with priorities what it would have given first',
    observe: async (world) => {
      const [queue, dead] = [world.name('q'), world.name('dead')]
      const channel = await world.confirming()
      await channel.assertQueue(dead)
      await channel.assertQueue(queue, { maxPriority: 2, maxLength: 2, deadLetterExchange: '', deadLetterRoutingKey: dead })
      await published(channel, queue, ['low'], { priority: 0 })
      await published(channel, queue, ['high'], { priority: 2 })
      await published(channel, queue, ['middle'], { priority: 1 })
      await untilReady(channel, dead, 1)
      return [await emptied(channel, dead), await emptied(channel, queue)]
    },
    expected: [['high'], ['middle', 'low']],
  },
  {
    name: 'lets a message expire only once those of higher priorities are gone',
    observe: async (world) => {
      const [queue, dead] = [world.name('q'), world.name('dead')]
      const channel = await world.confirming()
      await channel.assertQueue(dead)
      await channel.assertQueue(queue, { maxPriority: 2, deadLetterExchange: '', deadLetterRoutingKey: dead })
      const inbox = await consuming(channel, dead, { noAck: true })
      await published(channel, queue, ['low'], { priority: 0, expiration: 1 })
      await inbox.has(1)
      await published(channel, queue, ['high'], { priority: 2 })
      await published(channel, queue, ['low again'], { priority: 0, expiration: 1 })
      await published(channel, queue, ['highest'], { priority: 2, expiration: 1 })
      await elapsed(world, 20)
      const waiting = (await channel.checkQueue(queue)).messageCount
      const taken = await emptied(channel, queue)
      await inbox.has(3)
      return [waiting, taken, inbox.told.sort(), inbox.messages.map((message) => deaths(message ?? fail()))]
    },
    expected: [3, ['high'], ['highest', 'low', 'low again'], [['expired in q, 1'], ['expired in q, 1'], ['expired in q, 1']]],
  },
  {
    name: 'serves consumers of a higher priority first, those of one in turns, and others when those are busy',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const inboxes = []
      for (const priority of [0, 10, 10, -5]) {
        const channel = await world.channel()
        await channel.prefetch(2)
        inboxes.push(await consuming(channel, queue, { priority }))
      }
      const channel = await world.confirming()
      await published(channel, queue, ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'])
      const counts = [2, 2, 2, 2]
      await Promise.all(inboxes.map((inbox, index) => inbox.has(counts[index] ?? 0)))
      return [inboxes.map((inbox) => inbox.told), (await channel.checkQueue(queue)).messageCount]
    },
    expected: [
      [
        ['m4', 'm5'],
        ['m0', 'm2'],
        ['m1', 'm3'],
        ['m6', 'm7'],
      ],
      1,
    ],
  },
  {
    name: 'gives the next to the consumer of a higher priority as soon as it can take more',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const [low, high] = [await world.channel(), await world.channel()]
      await high.prefetch(1)
      const inboxes = [await consuming(low, queue), await consuming(high, queue, { priority: 1 })] as const
      const channel = await world.confirming()
      await published(channel, queue, ['m0', 'm1'])
      const [first] = await inboxes[1].has(1)
      await inboxes[0].has(1)
      high.ack(first ?? fail())
      await high.checkQueue(queue)
      await published(channel, queue, ['m2'])
      await inboxes[1].has(2)
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [['m1'], ['m0', 'm2']],
  },
  {
    name: 'refuses consumer arguments it cannot use, and passes over those nobody knows',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const seen = []
      for (const given of [
        { 'x-priority': 'high' },
        { 'x-priority': 1.5 },
        { 'x-cancel-on-ha-failover': 'yes' },
        { 'x-cancel-on-ha-failover': true },
        { 'x-stream-offset': 'first' },
        { 'my-own': 1 },
      ]) {
        const channel = await world.channel()
        const { text } = await refused(channel, async () => {
          await channel.consume(queue, () => undefined, { arguments: given })
          channel.emit('error', new Error('consumes'))
        })
        seen.push(text)
        if (text === 'consumes') await channel.close()
      }
      return seen
    },
    expected: [
      "PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
      "PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'q' in vhost '/': \"expected integer, got double\"",
      "PRECONDITION_FAILED - invalid arg 'x-cancel-on-ha-failover' for queue 'q' in vhost '/': {unacceptable_type,longstr}",
      'consumes',
      "PRECONDITION_FAILED - invalid arg 'x-stream-offset' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
      'consumes',
    ],
  },
]
