import type { ConfirmChannel, Options } from 'amqplib'
import { body, type Case, fail } from './case.fixture.ts'
import { fetched, type Inbox, told, untilReady, type World } from './client.fixture.ts'
import { consuming, deaths, elapsed, emptied, letter, published } from './letters.fixture.ts'

/** A queue whose dead letters go to `dead` by the default exchange, and what arrives there. */
async function withDead(world: World, options: Options.AssertQueue = {}): Promise<{ channel: ConfirmChannel; queue: string; dead: Inbox }> {
  const channel = await world.confirming()
  const [queue, dead] = [world.name('q'), world.name('dead')]
  await channel.assertQueue(dead)
  await channel.assertQueue(queue, { deadLetterExchange: '', deadLetterRoutingKey: dead, ...options })
  return { channel, queue, dead: await consuming(channel, dead, { noAck: true }) }
}

export const DEAD_LETTERING: readonly Case[] = [
  {
    name: 'dead-letters what is rejected without requeue, and says why, where, when and by which way it had come',
    observe: async (world) => {
      const channel = await world.confirming()
      const [queue, out, exchange, dlx] = [world.name('q'), world.name('dead'), world.name('x'), world.name('dlx')]
      await channel.assertExchange(exchange, 'direct')
      await channel.assertExchange(dlx, 'fanout')
      await channel.assertQueue(queue, { deadLetterExchange: dlx })
      await channel.assertQueue(out)
      await channel.bindQueue(queue, exchange, 'order')
      await channel.bindQueue(out, dlx, '')
      const options = { messageId: 'id-1', headers: { tries: 3, a: 'first' }, persistent: true, contentType: 'text/plain', timestamp: 1_700_000_000 }
      channel.publish(exchange, 'order', body('m0'), options)
      await channel.waitForConfirms()
      channel.reject(await fetched(channel, queue), false)
      await untilReady(channel, out, 1)
      return letter(await fetched(channel, out))
    },
    expected: {
      body: 'm0',
      exchange: 'dlx',
      routingKey: 'order',
      redelivered: false,
      contentType: 'text/plain',
      headers: {
        a: 'first',
        tries: 3,
        'x-death': [{ count: 1, reason: 'rejected', queue: 'q', time: 'now', exchange: 'x', 'routing-keys': ['order'] }],
        'x-first-death-exchange': 'x',
        'x-first-death-queue': 'q',
        'x-first-death-reason': 'rejected',
      },
      deliveryMode: 2,
      messageId: 'id-1',
      timestamp: 1700000000,
    },
  },
  {
    name: 'gives a dead letter the routing key of x-dead-letter-routing-key',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world)
      await published(channel, queue, ['m0'])
      channel.nack(await fetched(channel, queue), false, false)
      return (await dead.has(1)).map(letter)
    },
    expected: [
      {
        body: 'm0',
        exchange: '',
        routingKey: 'dead',
        redelivered: false,
        headers: {
          'x-death': [{ count: 1, reason: 'rejected', queue: 'q', time: 'now', exchange: '', 'routing-keys': ['q'] }],
          'x-first-death-exchange': '',
          'x-first-death-queue': 'q',
          'x-first-death-reason': 'rejected',
        },
      },
    ],
  },
  {
    name: 'dead-letters several that are nacked at once in their order',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world)
      await published(channel, queue, ['m0', 'm1', 'm2', 'm3'])
      const taken = [await fetched(channel, queue), await fetched(channel, queue), await fetched(channel, queue)]
      channel.nack(taken[2] ?? fail(), true, false)
      await dead.has(3)
      return [dead.told, await emptied(channel, queue)]
    },
    expected: [['m0', 'm1', 'm2'], ['m3']],
  },
  {
    name: 'dead-letters what expires, without its expiration, which it notes',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world)
      await published(channel, queue, ['m0'], { expiration: 1, headers: { n: 1 } })
      return (await dead.has(1)).map(letter)
    },
    expected: [
      {
        body: 'm0',
        exchange: '',
        routingKey: 'dead',
        redelivered: false,
        headers: {
          n: 1,
          'x-death': [{ count: 1, reason: 'expired', queue: 'q', time: 'now', exchange: '', 'routing-keys': ['q'], 'original-expiration': '1' }],
          'x-first-death-exchange': '',
          'x-first-death-queue': 'q',
          'x-first-death-reason': 'expired',
        },
      },
    ],
  },
  {
    name: 'dead-letters what outlives the queue’s x-message-ttl, with nothing noted',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world, { messageTtl: 1 })
      await published(channel, queue, ['m0'])
      return (await dead.has(1)).map(letter)
    },
    expected: [
      {
        body: 'm0',
        exchange: '',
        routingKey: 'dead',
        redelivered: false,
        headers: {
          'x-death': [{ count: 1, reason: 'expired', queue: 'q', time: 'now', exchange: '', 'routing-keys': ['q'] }],
          'x-first-death-exchange': '',
          'x-first-death-queue': 'q',
          'x-first-death-reason': 'expired',
        },
      },
    ],
  },
  {
    name: 'dead-letters the oldest of a queue that is full',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world, { maxLength: 2 })
      await published(channel, queue, ['m0', 'm1', 'm2', 'm3'])
      return [(await dead.has(2)).map(deaths), dead.told, await emptied(channel, queue)]
    },
    expected: [
      [['maxlen in q, 1'], ['maxlen in q, 1']],
      ['m0', 'm1'],
      ['m2', 'm3'],
    ],
  },
  {
    name: 'dead-letters what a full queue rejects, and refuses it to its publisher all the same',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world, { maxLength: 1, arguments: { 'x-overflow': 'reject-publish-dlx' } })
      const refused = await published(channel, queue, ['m0', 'm1', 'm2'])
      return [refused, (await dead.has(2)).map(deaths), dead.told, await emptied(channel, queue)]
    },
    expected: [['m1', 'm2'], [['maxlen in q, 1'], ['maxlen in q, 1']], ['m1', 'm2'], ['m0']],
  },
  {
    name: 'counts the deaths of a kind in a queue, the latest kind first',
    observe: async (world) => {
      const channel = await world.confirming()
      const [work, wait] = [world.name('work'), world.name('wait')]
      await channel.assertQueue(work, { deadLetterExchange: '', deadLetterRoutingKey: wait })
      await channel.assertQueue(wait, { deadLetterExchange: '', deadLetterRoutingKey: work, messageTtl: 1 })
      const inbox = await consuming(channel, work)
      await published(channel, work, ['m0'])
      const seen = []
      for (let n = 1; n <= 4; n++) {
        const message = (await inbox.has(n))[n - 1] ?? fail()
        seen.push([deaths(message), message.properties.headers?.['x-first-death-reason'], message.fields.redelivered])
        if (n < 4) channel.nack(message, false, false)
      }
      return [...seen, letter((await inbox.has(4))[3] ?? fail())]
    },
    expected: [
      [[], null, false],
      [['expired in wait, 1', 'rejected in work, 1'], 'rejected', false],
      [['expired in wait, 2', 'rejected in work, 2'], 'rejected', false],
      [['expired in wait, 3', 'rejected in work, 3'], 'rejected', false],
      {
        body: 'm0',
        exchange: '',
        routingKey: 'work',
        redelivered: false,
        headers: {
          'x-death': [
            { count: 3, exchange: '', queue: 'wait', reason: 'expired', 'routing-keys': ['wait'], time: 'now' },
            { count: 3, exchange: '', queue: 'work', reason: 'rejected', 'routing-keys': ['work'], time: 'now' },
          ],
          'x-first-death-exchange': '',
          'x-first-death-queue': 'work',
          'x-first-death-reason': 'rejected',
        },
      },
    ],
  },
  {
    name: 'drops a message that would go round by itself: a cycle without a rejection',
    observe: async (world) => {
      const channel = await world.confirming()
      const [queue, watched] = [world.name('q'), world.name('watched')]
      const exchange = world.name('x')
      await channel.assertExchange(exchange, 'fanout')
      await channel.assertQueue(queue, { deadLetterExchange: exchange, messageTtl: 1 })
      await channel.assertQueue(watched)
      for (const one of [queue, watched]) await channel.bindQueue(one, exchange, '')
      const inbox = await consuming(channel, watched, { noAck: true })
      await published(channel, queue, ['m0'])
      await inbox.has(1)
      await elapsed(world, 20)
      return [inbox.messages.map((message) => deaths(message ?? fail())), (await channel.checkQueue(queue)).messageCount]
    },
    expected: [[['expired in q, 1']], 0],
  },
  {
    name: 'drops a cycle of two queues without a rejection where it would close',
    observe: async (world) => {
      const channel = await world.confirming()
      const [one, two, watched] = [world.name('one'), world.name('two'), world.name('watched')]
      const exchange = world.name('x')
      await channel.assertExchange(exchange, 'direct')
      await channel.assertQueue(one, { deadLetterExchange: exchange, deadLetterRoutingKey: 'to-two', messageTtl: 1 })
      await channel.assertQueue(two, { deadLetterExchange: exchange, deadLetterRoutingKey: 'to-one', messageTtl: 1 })
      await channel.assertQueue(watched)
      await channel.bindQueue(two, exchange, 'to-two')
      await channel.bindQueue(one, exchange, 'to-one')
      await channel.bindQueue(watched, exchange, 'to-one')
      await channel.bindQueue(watched, exchange, 'to-two')
      const inbox = await consuming(channel, watched, { noAck: true })
      await published(channel, one, ['m0'])
      await inbox.has(2)
      await elapsed(world, 20)
      return inbox.messages.map((message) => deaths(message ?? fail()))
    },
    expected: [['expired in one, 1'], ['expired in two, 1', 'expired in one, 1']],
  },
  {
    name: 'gives a rejected message back to the very queue that is its own dead-letter target, again and again',
    observe: async (world) => {
      const channel = await world.confirming()
      const queue = world.name('q')
      await channel.assertQueue(queue, { deadLetterExchange: '', deadLetterRoutingKey: queue })
      const inbox = await consuming(channel, queue)
      await published(channel, queue, ['m0'])
      for (let n = 1; n <= 2; n++) channel.reject((await inbox.has(n))[n - 1] ?? fail(), false)
      return (await inbox.has(3)).map((message) => [told(message), deaths(message)])
    },
    expected: [
      ['m0', []],
      ['m0', ['rejected in q, 1']],
      ['m0', ['rejected in q, 2']],
    ],
  },
  {
    name: 'drops a dead letter without a word when the exchange is not there, or no queue takes it',
    observe: async (world) => {
      const channel = await world.confirming()
      const seen = []
      for (const [stem, target] of [
        ['nowhere', world.name('missing')],
        ['unbound', 'amq.direct'],
      ] as const) {
        const queue = world.name(stem)
        await channel.assertQueue(queue, { deadLetterExchange: target })
        await published(channel, queue, ['m0', 'm1'])
        channel.reject(await fetched(channel, queue), false)
        seen.push(await emptied(channel, queue))
      }
      return seen
    },
    expected: [['m1'], ['m1']],
  },
  {
    name: 'dead-letters to every queue the exchange routes to',
    observe: async (world) => {
      const channel = await world.confirming()
      const [queue, left, right] = [world.name('q'), world.name('left'), world.name('right')]
      await channel.assertQueue(queue, { deadLetterExchange: 'amq.topic', deadLetterRoutingKey: `a.${queue}` })
      for (const one of [left, right]) {
        await channel.assertQueue(one)
        await channel.bindQueue(one, 'amq.topic', `*.${queue.replace('q', '#')}`)
        await channel.bindQueue(one, 'amq.topic', `a.${queue}`)
      }
      await published(channel, queue, ['m0'])
      channel.reject(await fetched(channel, queue), false)
      await untilReady(channel, left, 1)
      await untilReady(channel, right, 1)
      return [await emptied(channel, left), await emptied(channel, right)]
    },
    expected: [['m0'], ['m0']],
  },
  {
    name: 'does not dead-letter what is purged, deleted with its queue, or acknowledged',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world)
      await published(channel, queue, ['m0', 'm1', 'm2'])
      channel.ack(await fetched(channel, queue))
      await fetched(channel, queue)
      const purged = await channel.purgeQueue(queue)
      const deleted = await channel.deleteQueue(queue)
      await elapsed(world, 5)
      return [purged, deleted, dead.told]
    },
    expected: [{ messageCount: 1 }, { messageCount: 0 }, []],
  },
  {
    name: 'begins x-death anew when a client sent something else by that name',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world)
      await published(channel, queue, ['m0'], { headers: { 'x-death': 'not an array', other: true } })
      channel.reject(await fetched(channel, queue), false)
      return (await dead.has(1)).map(letter)
    },
    expected: [
      {
        body: 'm0',
        exchange: '',
        routingKey: 'dead',
        redelivered: false,
        headers: { other: true, 'x-death': [{ count: 1, reason: 'rejected', queue: 'q', time: 'now', exchange: '', 'routing-keys': ['q'] }] },
      },
    ],
  },
  {
    name: 'goes on counting in the x-death a client publishes again',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world)
      await published(channel, queue, ['m0'])
      channel.reject(await fetched(channel, queue), false)
      const [first] = await dead.has(1)
      await published(channel, queue, ['m1'], { headers: first?.properties.headers ?? {} })
      channel.reject(await fetched(channel, queue), false)
      return (await dead.has(2)).map((message) => [deaths(message), message.properties.headers?.['x-first-death-queue']])
    },
    expected: [
      [['rejected in q, 1'], 'q'],
      [['rejected in q, 2'], 'q'],
    ],
  },
  {
    name: 'confirms to the publisher what it then dead-letters',
    observe: async (world) => {
      const { channel, queue, dead } = await withDead(world, { maxLength: 0 })
      const refused = await published(channel, queue, ['m0', 'm1'])
      await dead.has(2)
      return [refused, dead.told]
    },
    expected: [[], ['m0', 'm1']],
  },
]
