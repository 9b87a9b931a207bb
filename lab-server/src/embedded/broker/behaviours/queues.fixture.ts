import { fetched, Inbox, refused, told, untilReady } from './client.fixture.ts'
import { type Ask, error, type Case } from './case.fixture.ts'

export const QUEUES: readonly Case[] = [
  {
    name: 'names a queue and a consumer that were not named',
    observe: async (world) => {
      const channel = await world.channel()
      const { queue } = await channel.assertQueue('', { exclusive: true })
      const { consumerTag } = await channel.consume(queue, () => undefined)
      return [queue.length, queue.slice(0, 8), consumerTag.length, consumerTag.slice(0, 9)]
    },
    expected: [30, 'amq.gen-', 31, 'amq.ctag-'],
  },
  {
    name: 'counts what is ready and who consumes',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const channel = await world.channel()
      const before = await channel.checkQueue(queue)
      await channel.prefetch(1)
      const inbox = new Inbox()
      await channel.consume(queue, inbox.take)
      await inbox.has(1)
      return [before, await channel.checkQueue(queue)]
    },
    expected: [
      { queue: 'q', messageCount: 3, consumerCount: 0 },
      { queue: 'q', messageCount: 2, consumerCount: 1 },
    ],
  },
  {
    name: 'refuses to declare a queue again as something else',
    observe: async (world) => {
      const queue = await world.queueOf(0, { durable: true })
      const seen = []
      for (const options of [{ durable: false }, { durable: true, autoDelete: true }, { durable: true, exclusive: true }]) {
        const channel = await world.channel()
        seen.push(await refused(channel, () => channel.assertQueue(queue, options)))
      }
      return seen
    },
    expected: [
      error(406, "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'", 50, 10),
      error(406, "PRECONDITION_FAILED - inequivalent arg 'auto_delete' for queue 'q' in vhost '/': received 'true' but current is 'false'", 50, 10),
      error(
        405,
        "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
        50,
        10,
      ),
    ],
  },
  {
    name: 'takes a queue type of classic as what it is without one',
    observe: async (world) => {
      const queue = await world.queueOf(1)
      const channel = await world.channel()
      return channel.assertQueue(queue, { arguments: { 'x-queue-type': 'classic' } })
    },
    expected: { queue: 'q', messageCount: 1, consumerCount: 0 },
  },
  {
    name: 'keeps an exclusive queue from other connections, not from other channels',
    observe: async (world) => {
      const connection = await world.connect()
      const queue = world.name('q')
      const owning = await world.channel(connection)
      await owning.assertQueue(queue, { exclusive: true })
      const seen: unknown[] = [await (await world.channel(connection)).checkQueue(queue)]
      for (const ask of ['checkQueue', 'assertQueue', 'purgeQueue', 'deleteQueue'] as const) {
        const other = await world.channel()
        seen.push((await refused(other, () => other[ask](queue))).code)
      }
      const consuming = await world.channel()
      seen.push(await refused(consuming, () => consuming.consume(queue, () => undefined)))
      return seen
    },
    expected: [
      { queue: 'q', messageCount: 0, consumerCount: 0 },
      405,
      405,
      405,
      405,
      error(
        405,
        "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
        60,
        20,
      ),
    ],
  },
  {
    name: 'deletes an exclusive queue with its connection',
    observe: async (world) => {
      const connection = await world.connect()
      const queue = world.name('q')
      await (await world.channel(connection)).assertQueue(queue, { exclusive: true })
      await connection.close()
      const channel = await world.channel()
      return refused(channel, () => channel.checkQueue(queue))
    },
    expected: error(404, "NOT_FOUND - no queue 'q' in vhost '/'", 50, 10),
  },
  {
    name: 'deletes an auto-delete queue with its last consumer, not before its first',
    observe: async (world) => {
      const queue = await world.queueOf(1, { autoDelete: true })
      const [one, other] = [await world.channel(), await world.channel()]
      const { consumerTag } = await one.consume(queue, () => undefined)
      await other.consume(queue, () => undefined)
      await one.cancel(consumerTag)
      const still = await one.checkQueue(queue)
      await other.close()
      return [still.consumerCount, await refused(one, () => one.checkQueue(queue))]
    },
    expected: [1, error(404, "NOT_FOUND - no queue 'q' in vhost '/'", 50, 10)],
  },
  {
    name: 'refuses names it keeps for itself',
    observe: async (world) => {
      const [one, other] = [await world.channel(), await world.channel()]
      return [await refused(one, () => one.assertQueue('amq.mine')), await refused(other, () => other.assertExchange('amq.mine', 'direct'))]
    },
    expected: [
      error(403, "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'", 50, 10),
      error(403, "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'", 40, 10),
    ],
  },
  {
    name: 'says which queue is not there, whatever is asked of it',
    observe: async (world) => {
      const missing = world.name('missing')
      const seen = []
      for (const ask of [
        (channel: Ask) => channel.checkQueue(missing),
        (channel: Ask) => channel.purgeQueue(missing),
        (channel: Ask) => channel.consume(missing, () => undefined),
        (channel: Ask) => channel.get(missing),
        (channel: Ask) => channel.bindQueue(missing, 'amq.direct', 'k'),
      ]) {
        const channel = await world.channel()
        seen.push(await refused(channel, () => ask(channel)))
      }
      return seen
    },
    expected: [
      error(404, "NOT_FOUND - no queue 'missing' in vhost '/'", 50, 10),
      error(404, "NOT_FOUND - no queue 'missing' in vhost '/'", 50, 30),
      error(404, "NOT_FOUND - no queue 'missing' in vhost '/'", 60, 20),
      error(404, "NOT_FOUND - no queue 'missing' in vhost '/'", 60, 70),
      error(404, "NOT_FOUND - no queue 'missing' in vhost '/'", 50, 20),
    ],
  },
  {
    name: 'deletes: what is not there, what is in use, what is not empty',
    observe: async (world) => {
      const queue = await world.queueOf(2)
      const seen: unknown[] = [await (await world.channel()).deleteQueue(world.name('missing'))]
      const one = await world.channel()
      seen.push(await refused(one, () => one.deleteQueue(queue, { ifEmpty: true })))
      const consuming = await world.channel()
      await consuming.consume(queue, () => undefined)
      const other = await world.channel()
      seen.push(await refused(other, () => other.deleteQueue(queue, { ifUnused: true })))
      await consuming.close()
      const third = await world.channel()
      await untilReady(third, queue, 2)
      seen.push(await third.deleteQueue(queue))
      return seen
    },
    expected: [
      { messageCount: 0 },
      error(406, "PRECONDITION_FAILED - queue 'q' in vhost '/' not empty", 50, 40),
      error(406, "PRECONDITION_FAILED - queue 'q' in vhost '/' in use", 50, 40),
      { messageCount: 2 },
    ],
  },
  {
    name: 'purges what is ready and leaves what is unacknowledged',
    observe: async (world) => {
      const queue = await world.queueOf(3)
      const channel = await world.channel()
      const got = await fetched(channel, queue)
      const purged = await channel.purgeQueue(queue)
      channel.nack(got)
      return [purged, told(await channel.get(queue))]
    },
    expected: [{ messageCount: 2 }, 'm0*'],
  },
  {
    name: 'takes an empty name for the queue last declared on the channel',
    observe: async (world) => {
      const queue = world.name('q')
      const bare = await world.openedBare()
      bare.send(1, 'queue.declare', { queue, exclusive: true })
      bare.send(1, 'queue.purge', {})
      bare.send(1, 'queue.bind', { exchange: 'amq.direct' })
      bare.send(1, 'basic.get', {})
      const seen = []
      for (let n = 0; n < 4; n++) seen.push((await bare.method())?.name)
      const fresh = await world.openedBare()
      fresh.send(1, 'queue.purge', {})
      return [...seen, await fresh.closed()]
    },
    expected: [
      'queue.declare-ok',
      'queue.purge-ok',
      'queue.bind-ok',
      'basic.get-empty',
      error(404, 'NOT_FOUND - no previously declared queue', 50, 30),
    ],
  },
]
