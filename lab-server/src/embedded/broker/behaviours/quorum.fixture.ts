import type { Options } from 'amqplib'
import { type Ask, type Case, fail } from './case.fixture.ts'
import { fetched, Inbox, refused, untilReady, type World } from './client.fixture.ts'
import { consuming, deaths, elapsed, emptied, letter, published } from './letters.fixture.ts'

const quorum = (given: Record<string, unknown> = {}): Options.AssertQueue => ({
  durable: true,
  arguments: { 'x-queue-type': 'quorum', ...given },
})

/** A quorum queue with these in it. */
async function quorumOf(world: World, bodies: readonly string[], given: Record<string, unknown> = {}): Promise<string> {
  const channel = await world.confirming()
  const queue = world.name('q')
  await channel.assertQueue(queue, quorum(given))
  await published(channel, queue, bodies)
  return queue
}

const counted = (message: { properties: { headers?: Record<string, unknown> | undefined } } | undefined) =>
  message?.properties.headers?.['x-delivery-count'] ?? null

export const QUORUM: readonly Case[] = [
  {
    name: 'refuses a quorum queue that is not durable, is exclusive, deletes itself or has no name',
    observe: async (world) => {
      const seen = []
      for (const [name, options] of [
        [world.name('q'), { ...quorum(), durable: false }],
        [world.name('q'), { ...quorum(), exclusive: true }],
        [world.name('q'), { ...quorum(), autoDelete: true }],
        [world.name('q'), { ...quorum(), autoDelete: true, exclusive: true, durable: false }],
        ['', quorum()],
      ] as const) {
        const channel = await world.channel()
        seen.push((await refused(channel, () => channel.assertQueue(name, options))).text)
      }
      return seen
    },
    expected: [
      "PRECONDITION_FAILED - invalid property 'non-durable' for queue 'q' in vhost '/'",
      "PRECONDITION_FAILED - invalid property 'exclusive-owner' for queue 'q' in vhost '/'",
      "PRECONDITION_FAILED - invalid property 'auto-delete' for queue 'q' in vhost '/'",
      "PRECONDITION_FAILED - invalid property 'auto-delete' for queue 'q' in vhost '/'",
      'PRECONDITION_FAILED - Cannot declare a server-named queue for type rabbit_quorum_queue',
    ],
  },
  {
    name: 'refuses arguments that only classic queues know',
    observe: async (world) => {
      const seen = []
      for (const given of [
        { 'x-max-priority': 5 },
        { 'x-queue-mode': 'lazy' },
        { 'x-queue-version': 2 },
        { 'x-queue-master-locator': 'min-masters' },
        { 'x-max-age': '1D' },
        { 'x-message-ttl': -1 },
        { 'x-dead-letter-strategy': 'never' },
        { 'x-quorum-initial-group-size': 0 },
      ]) {
        const channel = await world.channel()
        const { text } = await refused(channel, async () => {
          await channel.assertQueue(world.name('q'), quorum(given))
          channel.emit('error', new Error('declared'))
        })
        seen.push(text)
      }
      return seen
    },
    expected: [
      "PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue",
      "PRECONDITION_FAILED - invalid arg 'x-queue-mode' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue",
      "PRECONDITION_FAILED - invalid arg 'x-queue-version' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue",
      "PRECONDITION_FAILED - invalid arg 'x-queue-master-locator' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue",
      "PRECONDITION_FAILED - invalid arg 'x-max-age' for queue 'q' in vhost '/' of queue type rabbit_quorum_queue",
      "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '/': {value_negative,-1}",
      "PRECONDITION_FAILED - invalid arg 'x-dead-letter-strategy' for queue 'q' in vhost '/': invalid_dlx_strategy",
      "PRECONDITION_FAILED - invalid arg 'x-quorum-initial-group-size' for queue 'q' in vhost '/': {value_zero,0}",
    ],
  },
  {
    name: 'refuses to declare a quorum queue again as something else',
    observe: async (world) => {
      const queue = await quorumOf(world, [], { 'x-delivery-limit': 3 })
      const seen: unknown[] = [(await (await world.channel()).assertQueue(queue, quorum({ 'x-delivery-limit': 3 }))).consumerCount]
      for (const options of [
        { durable: true },
        { durable: true, arguments: { 'x-queue-type': 'classic' } },
        quorum(),
        quorum({ 'x-delivery-limit': 4 }),
        { ...quorum({ 'x-delivery-limit': 3 }), durable: false },
      ]) {
        const channel = await world.channel()
        seen.push((await refused(channel, () => channel.assertQueue(queue, options))).text)
      }
      return seen
    },
    expected: [
      0,
      "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/': received none but current is the value 'quorum' of type 'longstr'",
      "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/': received 'classic' but current is 'quorum'",
      "PRECONDITION_FAILED - inequivalent arg 'x-delivery-limit' for queue 'q' in vhost '/': received none but current is the value '3' of type 'byte'",
      "PRECONDITION_FAILED - inequivalent arg 'x-delivery-limit' for queue 'q' in vhost '/': received '4' but current is '3'",
      "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'",
    ],
  },
  {
    name: 'counts in x-delivery-count how often a message of a quorum queue came back',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0'])
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = await consuming(channel, queue)
      for (let n = 1; n <= 3; n++) channel.nack((await inbox.has(n))[n - 1] ?? fail())
      return (await inbox.has(4)).map((message) => [message.fields.redelivered, counted(message)])
    },
    expected: [
      [false, null],
      [true, 1],
      [true, 2],
      [true, 3],
    ],
  },
  {
    name: 'shows a count of nought to basic.get',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1'])
      const channel = await world.channel()
      const first = await fetched(channel, queue)
      const before = letter(first)
      channel.nack(first)
      await untilReady(channel, queue, 2)
      return [before, letter(await fetched(channel, queue)), letter(await fetched(channel, queue))]
    },
    expected: [
      { body: 'm0', exchange: '', routingKey: 'q', redelivered: false, headers: { 'x-delivery-count': 0 } },
      { body: 'm1', exchange: '', routingKey: 'q', redelivered: false, headers: { 'x-delivery-count': 0 } },
      { body: 'm0', exchange: '', routingKey: 'q', redelivered: true, headers: { 'x-delivery-count': 1 } },
    ],
  },
  {
    name: 'gives a message up after x-delivery-limit returns, to the dead letters',
    observe: async (world) => {
      const dead = world.name('dead')
      const setting = await world.channel()
      await setting.assertQueue(dead)
      const queue = await quorumOf(world, ['poison', 'm1'], {
        'x-delivery-limit': 2,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': dead,
      })
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = new Inbox()
      await channel.consume(queue, (message) => {
        inbox.take(message)
        if (message?.content.toString() === 'poison') channel.nack(message)
      })
      await inbox.has(4)
      const letters = await consuming(setting, dead, { noAck: true })
      return [inbox.told, (await letters.has(1)).map(letter)]
    },
    expected: [
      ['poison', 'poison*', 'poison*', 'm1'],
      [
        {
          body: 'poison',
          exchange: '',
          routingKey: 'dead',
          redelivered: false,
          headers: {
            'x-death': [{ count: 1, reason: 'delivery_limit', queue: 'q', time: 'now', exchange: '', 'routing-keys': ['q'] }],
            'x-first-death-exchange': '',
            'x-first-death-queue': 'q',
            'x-first-death-reason': 'delivery_limit',
          },
        },
      ],
    ],
  },
  {
    name: 'drops what has met the delivery limit where there are no dead letters',
    observe: async (world) => {
      const queue = await quorumOf(world, ['poison'], { 'x-delivery-limit': 0 })
      const channel = await world.channel()
      channel.nack(await fetched(channel, queue))
      await channel.close()
      const other = await world.channel()
      await elapsed(world, 20)
      return other.get(queue)
    },
    expected: false,
  },
  {
    name: 'counts the end of a channel as a return too',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1'])
      const holding = await world.channel()
      await holding.prefetch(1)
      await (await consuming(holding, queue)).has(1)
      await holding.close()
      const channel = await world.channel()
      await untilReady(channel, queue, 2)
      const inbox = await consuming(channel, queue)
      return (await inbox.has(2)).map((message) => [message.content.toString(), message.fields.redelivered, counted(message)])
    },
    expected: [
      ['m0', true, 1],
      ['m1', false, null],
    ],
  },
  {
    name: 'gives what came back before what was never taken, in the order it came back',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1', 'm2', 'm3'])
      const channel = await world.channel()
      const got = [await fetched(channel, queue), await fetched(channel, queue), await fetched(channel, queue)]
      for (const index of [2, 0, 1]) {
        channel.nack(got[index] ?? fail())
        await channel.checkQueue(queue)
      }
      await untilReady(channel, queue, 4)
      return emptied(channel, queue)
    },
    expected: ['m3', 'm2*', 'm0*', 'm1*'],
  },
  {
    name: 'gives what many held back to where it is taken from next, those of one consumer in their order',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1', 'm2', 'm3', 'm4'])
      const channel = await world.channel()
      await channel.prefetch(3)
      const inbox = await consuming(channel, queue)
      const messages = await inbox.has(3)
      channel.nack(messages[2] ?? fail(), true)
      await inbox.has(6)
      return inbox.told
    },
    expected: ['m0', 'm1', 'm2', 'm3', 'm4', 'm0*'],
  },
  {
    name: 'dead-letters from a quorum queue what is rejected, expired or too many',
    observe: async (world) => {
      const channel = await world.confirming()
      const dead = world.name('dead')
      await channel.assertQueue(dead)
      const letters = await consuming(channel, dead, { noAck: true })
      const to = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': dead }
      const [rejecting, expiring, full] = [world.name('rejecting'), world.name('expiring'), world.name('full')]
      await channel.assertQueue(rejecting, quorum(to))
      await channel.assertQueue(expiring, quorum({ ...to, 'x-message-ttl': 1 }))
      await channel.assertQueue(full, quorum({ ...to, 'x-max-length': 1 }))
      await published(channel, rejecting, ['m0', 'm1'])
      const taking = await world.channel()
      const taken = [await fetched(taking, rejecting), await fetched(taking, rejecting)]
      taking.nack(taken[1] ?? fail(), true, false)
      await letters.has(2)
      await published(channel, expiring, ['m2'], { expiration: 100_000 })
      await letters.has(3)
      await published(channel, full, ['m3'])
      await published(channel, full, ['m4'])
      return (await letters.has(4)).map((message) => [message.content.toString(), deaths(message), counted(message)])
    },
    expected: [
      ['m0', ['rejected in rejecting, 1'], null],
      ['m1', ['rejected in rejecting, 1'], null],
      ['m2', ['expired in expiring, 1'], null],
      ['m3', ['maxlen in full, 1'], null],
    ],
  },
  {
    name: 'lets an expired message of a quorum queue lie behind one that has not',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0'])
      const channel = await world.confirming()
      await published(channel, queue, ['short'], { expiration: 1 })
      await published(channel, queue, ['m1'])
      await elapsed(world, 30)
      const lying = (await channel.checkQueue(queue)).messageCount
      return [lying, await emptied(channel, queue)]
    },
    expected: [3, ['m0', 'm1']],
  },
  {
    name: 'refuses a quorum queue’s consumer on a channel with a shared prefetch',
    observe: async (world) => {
      const queue = await quorumOf(world, [])
      const bare = await world.openedBare()
      bare.send(1, 'basic.qos', { prefetchCount: 1, global: true })
      bare.send(1, 'basic.consume', { queue })
      return bare.closed()
    },
    expected: { code: 540, text: "NOT_IMPLEMENTED - queue 'q' in vhost '/' does not support global qos", classId: 60, methodId: 20 },
  },
  {
    name: 'serves consumers of a quorum queue in turns, by priority, as far as their prefetch goes',
    observe: async (world) => {
      const queue = await quorumOf(world, [])
      const channels = [await world.channel(), await world.channel(), await world.channel()] as const
      const inboxes = []
      for (const [index, channel] of channels.entries()) {
        await channel.prefetch(2)
        inboxes.push(await consuming(channel, queue, { priority: index === 2 ? 1 : 0 }))
      }
      const publisher = await world.confirming()
      for (const text of ['m0', 'm1', 'm2', 'm3', 'm4', 'm5']) await published(publisher, queue, [text])
      await Promise.all(inboxes.map((inbox) => inbox.has(2)))
      return inboxes.map((inbox) => inbox.told)
    },
    expected: [
      ['m2', 'm4'],
      ['m3', 'm5'],
      ['m0', 'm1'],
    ],
  },
  {
    name: 'has one active consumer of a quorum queue, refuses basic.get there, and goes on with the next',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1', 'm2'], { 'x-single-active-consumer': true })
      const getting = await world.channel()
      const closed = await refused(getting, () => getting.get(queue))
      const [active, idle] = [await world.channel(), await world.channel()]
      await active.prefetch(1)
      const inboxes = [new Inbox(), new Inbox()] as const
      const { consumerTag } = await active.consume(queue, inboxes[0].take)
      await inboxes[0].has(1)
      await idle.consume(queue, inboxes[1].take)
      const counts = [(await idle.checkQueue(queue)).consumerCount]
      await active.cancel(consumerTag)
      await inboxes[1].has(2)
      return [closed, inboxes.map((inbox) => inbox.told), counts]
    },
    expected: [
      {
        code: 405,
        text: "RESOURCE_LOCKED - cannot obtain access to locked queue 'q' in vhost '/'. basic.get operations are not supported by quorum queues with single active consumer",
        classId: 60,
        methodId: 70,
      },
      [['m0'], ['m1', 'm2']],
      [1],
    ],
  },
  {
    name: 'shares a quorum queue though a consumer asked to be the only one',
    observe: async (world) => {
      const queue = await quorumOf(world, [])
      const [one, two] = [await world.channel(), await world.channel()]
      await one.consume(queue, () => undefined, { exclusive: true })
      await two.consume(queue, () => undefined, { exclusive: true })
      return (await one.checkQueue(queue)).consumerCount
    },
    expected: 2,
  },
  {
    name: 'counts among a quorum queue’s consumers who is cancelled and still holds a message',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1'])
      const channel = await world.channel()
      await channel.prefetch(1)
      const inbox = new Inbox()
      const { consumerTag } = await channel.consume(queue, inbox.take)
      const [message] = await inbox.has(1)
      await channel.cancel(consumerTag)
      const counts = [(await channel.checkQueue(queue)).consumerCount]
      const got = await fetched(channel, queue)
      counts.push((await channel.checkQueue(queue)).consumerCount)
      channel.ack(message ?? fail())
      channel.ack(got)
      while ((await channel.checkQueue(queue)).consumerCount > 0);
      return counts
    },
    expected: [1, 2],
  },
  {
    name: 'purges and deletes a quorum queue, and refuses conditions for that',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1', 'm2'])
      const channel = await world.channel()
      await fetched(channel, queue)
      const purged = await channel.purgeQueue(queue)
      const seen: unknown[] = [purged]
      for (const condition of [{ ifUnused: true }, { ifEmpty: true }]) {
        const bare = await world.openedBare()
        bare.send(1, 'queue.delete', { queue, ...condition })
        seen.push(await bare.closed())
      }
      await published(await world.confirming(), queue, ['m3'])
      seen.push(await channel.deleteQueue(queue))
      return seen
    },
    expected: [
      { messageCount: 2 },
      {
        code: 540,
        text: "NOT_IMPLEMENTED - cannot delete queue 'q' in vhost '/'. queue.delete operations with if-unused flag set are not supported by quorum queues",
        classId: 50,
        methodId: 40,
      },
      {
        code: 540,
        text: "NOT_IMPLEMENTED - cannot delete queue 'q' in vhost '/'. queue.delete operations with if-empty flag set are not supported by quorum queues",
        classId: 50,
        methodId: 40,
      },
      { messageCount: 1 },
    ],
  },
  {
    name: 'cancels the consumers of a quorum queue that is deleted',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0'])
      const channel = await world.channel()
      const inbox = await consuming(channel, queue)
      await inbox.has(1)
      await (await world.channel()).deleteQueue(queue)
      while (inbox.messages.length < 2) await channel.checkExchange('amq.direct')
      return inbox.told
    },
    expected: ['m0', 'null'],
  },
  {
    name: 'drops the oldest of a full quorum queue, returned ones first',
    observe: async (world) => {
      const queue = await quorumOf(world, ['m0', 'm1'], { 'x-max-length': 2 })
      const channel = await world.confirming()
      const held = await fetched(channel, queue)
      await published(channel, queue, ['m2'])
      channel.nack(held)
      await untilReady(channel, queue, 2)
      await channel.checkQueue(queue)
      return emptied(channel, queue)
    },
    expected: ['m2', 'm0*'],
  },
  {
    name: 'refuses publishes to a full quorum queue one too late, until a fifth of it is free',
    observe: async (world) => {
      const queue = await quorumOf(world, [], { 'x-max-length': 5, 'x-overflow': 'reject-publish' })
      const channel = await world.confirming()
      const refusedOf = async (text: string) => (await published(channel, queue, [text])).length
      const seen = []
      for (let n = 0; n < 8; n++) {
        seen.push(await refusedOf(`m${n}`))
        await channel.checkQueue(queue)
      }
      const taking: Ask = await world.channel()
      for (let n = 0; n < 3; n++) {
        await taking.get(queue, { noAck: true })
        await elapsed(world, 10)
        seen.push(await refusedOf(`n${n}`))
      }
      return [seen, await emptied(channel, queue)]
    },
    expected: [
      [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0],
      ['m3', 'm4', 'm5', 'n1', 'n2'],
    ],
  },
  {
    name: 'keeps messages of a quorum queue whatever their delivery mode, and hands it on as it was',
    observe: async (world) => {
      const queue = await quorumOf(world, [])
      const channel = await world.confirming()
      await published(channel, queue, ['m0'], { persistent: false, messageId: 'id' })
      const inbox = await consuming(channel, queue)
      return (await inbox.has(1)).map(letter)
    },
    expected: [{ body: 'm0', exchange: '', routingKey: 'q', redelivered: false, headers: {}, deliveryMode: 1, messageId: 'id' }],
  },
]
