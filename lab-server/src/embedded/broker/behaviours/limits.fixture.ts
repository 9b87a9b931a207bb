import { body, type Case, fail } from './case.fixture.ts'
import { fetched, untilReady } from './client.fixture.ts'
import { consuming, emptied, published } from './letters.fixture.ts'

const REJECTING = { 'x-overflow': 'reject-publish' }

export const LIMITS: readonly Case[] = [
  {
    name: 'drops the oldest when a queue is longer than x-max-length',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxLength: 2 })
      const refused = await published(channel, queue, ['m0', 'm1', 'm2', 'm3'])
      return [refused, await emptied(channel, queue)]
    },
    expected: [[], ['m2', 'm3']],
  },
  {
    name: 'drops the oldest until the bodies fit into x-max-length-bytes',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { arguments: { 'x-max-length-bytes': 10 } })
      await published(channel, queue, ['four', 'tres', 'x'], { headers: { these: 'do not count' } })
      const fitting = (await channel.checkQueue(queue)).messageCount
      await published(channel, queue, ['seven77'])
      const after = (await channel.checkQueue(queue)).messageCount
      await published(channel, queue, ['more than ten'])
      return [fitting, after, await emptied(channel, queue)]
    },
    expected: [3, 2, []],
  },
  {
    name: 'counts what is ready, not what is unacknowledged, and drops from the head when that comes back',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxLength: 2 })
      await published(channel, queue, ['m0', 'm1'])
      const held = await fetched(channel, queue)
      await published(channel, queue, ['m2'])
      const before = (await channel.checkQueue(queue)).messageCount
      channel.nack(held)
      await channel.checkQueue(queue)
      return [before, await emptied(channel, queue)]
    },
    expected: [2, ['m1', 'm2']],
  },
  {
    name: 'gives what a queue of length 0 has no room for to a consumer that waits',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxLength: 0 })
      await published(channel, queue, ['m0'])
      await channel.prefetch(1)
      const inbox = await consuming(channel, queue)
      await published(channel, queue, ['m1', 'm2'])
      channel.ack((await inbox.has(1))[0] ?? fail())
      await published(channel, queue, ['m3'])
      await inbox.has(2)
      return inbox.told
    },
    expected: ['m1', 'm3'],
  },
  {
    name: 'refuses a publish to a full queue with basic.nack where x-overflow is reject-publish',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxLength: 1, arguments: REJECTING })
      const bare = await world.openedBare()
      bare.send(1, 'confirm.select')
      const seen = [await bare.method()]
      for (const text of ['m0', 'm1']) {
        bare.publish(1, { routingKey: queue }, text)
        seen.push(await bare.method())
      }
      return [...seen, await emptied(channel, queue)]
    },
    expected: [
      { name: 'confirm.select-ok', args: {} },
      { name: 'basic.ack', args: { deliveryTag: 1, multiple: false } },
      { name: 'basic.nack', args: { deliveryTag: 2, multiple: true, requeue: true } },
      ['m0'],
    ],
  },
  {
    name: 'takes publishes again when a rejecting queue has room, and counts what is ready alone',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxLength: 2, arguments: REJECTING })
      const seen = [await published(channel, queue, ['m0', 'm1', 'm2'])]
      const held = await fetched(channel, queue)
      seen.push(await published(channel, queue, ['m3', 'm4']))
      channel.nack(held)
      await untilReady(channel, queue, 3)
      seen.push(await published(channel, queue, ['m5']))
      return [...seen, await emptied(channel, queue)]
    },
    expected: [['m2'], ['m4'], ['m5'], ['m0*', 'm1', 'm3']],
  },
  {
    name: 'rejects by bytes too, and a publish too large for an empty queue',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { arguments: { ...REJECTING, 'x-max-length-bytes': 5 } })
      return [await published(channel, queue, ['too large', 'four', 'xx', 'y', 'z']), await emptied(channel, queue)]
    },
    expected: [
      ['too large', 'xx', 'z'],
      ['four', 'y'],
    ],
  },
  {
    name: 'drops without a word what a rejecting queue refuses where no confirms are asked for',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.channel()
      await channel.assertQueue(queue, { maxLength: 1, arguments: REJECTING })
      for (const text of ['m0', 'm1']) channel.sendToQueue(queue, body(text))
      await untilReady(channel, queue, 1)
      return emptied(channel, queue)
    },
    expected: ['m0'],
  },
  {
    name: 'refuses a publish that one of its queues rejects, though another took it',
    observe: async (world) => {
      const [full, other] = [world.name('full'), world.name('other')]
      const exchange = world.name('x')
      const channel = await world.confirming()
      await channel.assertExchange(exchange, 'fanout')
      await channel.assertQueue(full, { maxLength: 0, arguments: REJECTING })
      await channel.assertQueue(other)
      for (const queue of [full, other]) await channel.bindQueue(queue, exchange, '')
      const outcome = await new Promise((resolve) =>
        channel.publish(exchange, '', body('m0'), {}, (error: unknown) => resolve(error === null ? 'confirmed' : 'refused')),
      )
      return [outcome, await emptied(channel, full), await emptied(channel, other)]
    },
    expected: ['refused', [], ['m0']],
  },
  {
    name: 'rejects where a consumer waits too, if the queue has no room at all',
    observe: async (world) => {
      const queue = world.name('q')
      const channel = await world.confirming()
      await channel.assertQueue(queue, { maxLength: 0, arguments: REJECTING })
      const inbox = await consuming(channel, queue)
      const refused = await published(channel, queue, ['m0'])
      await channel.checkQueue(queue)
      return [refused, inbox.told]
    },
    expected: [['m0'], []],
  },
]
