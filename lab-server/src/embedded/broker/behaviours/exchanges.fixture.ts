import { refused, told } from './client.fixture.ts'
import { type Ask, body, error, type Case } from './case.fixture.ts'

export const EXCHANGES: readonly Case[] = [
  {
    name: 'routes by each type of exchange, a queue once however many bindings match',
    observe: async (world) => {
      const channel = await world.confirming()
      const seen: Record<string, string[]> = {}
      const [exact, loose] = [world.name('exact'), world.name('loose')]
      for (const queue of [exact, loose]) await channel.assertQueue(queue)
      for (const type of ['direct', 'fanout', 'topic', 'headers']) {
        const exchange = world.name(type)
        await channel.assertExchange(exchange, type)
        await channel.bindQueue(exact, exchange, 'a.b', { 'x-match': 'all', n: 1, s: 'x' })
        await channel.bindQueue(loose, exchange, 'a.*', { 'x-match': 'any', n: 1, s: 'x' })
        await channel.bindQueue(loose, exchange, 'a.#', { 'x-match': 'any', n: 1 })
        await channel.bindQueue(loose, exchange, '#.z.#', { n: 3 })
        for (const key of ['a.b', 'a', 'a.b.c', 'z', 'b.z.y', 'b', '']) channel.publish(exchange, key, body(key), { headers: { n: 1 } })
        channel.publish(exchange, 'q', body('both'), { headers: { n: 1, s: 'x' } })
        await channel.waitForConfirms()
        for (const queue of [exact, loose]) {
          const got: string[] = []
          for (let one = await channel.get(queue, { noAck: true }); one !== false; one = await channel.get(queue, { noAck: true }))
            got.push(told(one))
          seen[`${type} ${queue === exact ? 'exact' : 'loose'}`] = got
        }
      }
      return seen
    },
    expected: {
      'direct exact': ['a.b'],
      'direct loose': [],
      'fanout exact': ['a.b', 'a', 'a.b.c', 'z', 'b.z.y', 'b', '', 'both'],
      'fanout loose': ['a.b', 'a', 'a.b.c', 'z', 'b.z.y', 'b', '', 'both'],
      'topic exact': ['a.b'],
      'topic loose': ['a.b', 'a', 'a.b.c', 'z', 'b.z.y'],
      'headers exact': ['both'],
      'headers loose': ['a.b', 'a', 'a.b.c', 'z', 'b.z.y', 'b', '', 'both'],
    },
  },
  {
    name: 'has the exchanges every virtual host has',
    observe: async (world) => {
      const channel = await world.channel()
      for (const exchange of ['amq.direct', 'amq.fanout', 'amq.topic', 'amq.headers', 'amq.match']) await channel.checkExchange(exchange)
      return 'all there'
    },
    expected: 'all there',
  },
  {
    name: 'refuses what may not be done to an exchange',
    observe: async (world) => {
      const exchange = world.name('x')
      const queue = await world.queueOf(0)
      const setting = await world.channel()
      await setting.assertExchange(exchange, 'direct')
      await setting.bindQueue(queue, exchange, 'k')
      const seen = []
      for (const ask of [
        (channel: Ask) => channel.checkExchange(world.name('missing')),
        (channel: Ask) => channel.bindQueue(queue, world.name('missing'), 'k'),
        (channel: Ask) => channel.assertExchange(exchange, 'topic'),
        (channel: Ask) => channel.assertExchange(exchange, 'direct', { durable: false }),
        (channel: Ask) => channel.assertExchange(exchange, 'direct', { autoDelete: true }),
        (channel: Ask) => channel.assertExchange(exchange, 'direct', { internal: true }),
        (channel: Ask) => channel.assertExchange('', 'direct'),
        (channel: Ask) => channel.bindQueue(queue, '', 'k'),
        (channel: Ask) => channel.unbindQueue(queue, '', 'k'),
        (channel: Ask) => channel.deleteExchange(''),
        (channel: Ask) => channel.deleteExchange('amq.direct'),
        (channel: Ask) => channel.deleteExchange(exchange, { ifUnused: true }),
      ]) {
        const channel = await world.channel()
        seen.push(await refused(channel, () => ask(channel)))
      }
      return seen
    },
    expected: [
      error(404, "NOT_FOUND - no exchange 'missing' in vhost '/'", 40, 10),
      error(404, "NOT_FOUND - no exchange 'missing' in vhost '/'", 50, 20),
      error(406, "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'x' in vhost '/': received 'topic' but current is 'direct'", 40, 10),
      error(406, "PRECONDITION_FAILED - inequivalent arg 'durable' for exchange 'x' in vhost '/': received 'false' but current is 'true'", 40, 10),
      error(
        406,
        "PRECONDITION_FAILED - inequivalent arg 'auto_delete' for exchange 'x' in vhost '/': received 'true' but current is 'false'",
        40,
        10,
      ),
      error(406, "PRECONDITION_FAILED - inequivalent arg 'internal' for exchange 'x' in vhost '/': received 'true' but current is 'false'", 40, 10),
      error(403, 'ACCESS_REFUSED - operation not permitted on the default exchange', 40, 10),
      error(403, 'ACCESS_REFUSED - operation not permitted on the default exchange', 50, 20),
      error(403, 'ACCESS_REFUSED - operation not permitted on the default exchange', 50, 50),
      error(403, 'ACCESS_REFUSED - operation not permitted on the default exchange', 40, 20),
      error(403, "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed", 40, 20),
      error(406, "PRECONDITION_FAILED - exchange 'x' in vhost '/' in use", 40, 20),
    ],
  },
  {
    name: 'closes the connection over a type of exchange it does not know',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'exchange.declare', { exchange: world.name('x'), type: 'nonsense' })
      return bare.closed()
    },
    expected: error(503, "COMMAND_INVALID - unknown exchange type 'nonsense'", 40, 10),
  },
  {
    name: 'takes deleting and unbinding what is not there for done',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.channel()
      return [await channel.deleteExchange(world.name('missing')), await channel.unbindQueue(queue, 'amq.direct', 'never')]
    },
    expected: [{}, {}],
  },
  {
    name: 'deletes an auto-delete exchange with its last binding',
    observe: async (world) => {
      const [first, second] = [world.name('first'), world.name('second')]
      const queue = await world.queueOf(0)
      const channel = await world.channel()
      for (const exchange of [first, second]) {
        await channel.assertExchange(exchange, 'direct', { autoDelete: true })
        await channel.bindQueue(queue, exchange, 'k')
        await channel.bindQueue(queue, exchange, 'l')
      }
      await channel.unbindQueue(queue, first, 'k')
      await channel.checkExchange(first)
      await channel.unbindQueue(queue, first, 'l')
      const gone = [await refused(channel, () => channel.checkExchange(first))]
      const other = await world.channel()
      await other.deleteQueue(queue)
      gone.push(await refused(other, () => other.checkExchange(second)))
      return gone
    },
    expected: [
      error(404, "NOT_FOUND - no exchange 'first' in vhost '/'", 40, 10),
      error(404, "NOT_FOUND - no exchange 'second' in vhost '/'", 40, 10),
    ],
  },
  {
    name: 'refuses to publish to an internal exchange',
    observe: async (world) => {
      const exchange = world.name('x')
      const channel = await world.channel()
      await channel.assertExchange(exchange, 'fanout', { internal: true })
      return refused(channel, () => channel.publish(exchange, 'k', body('x')))
    },
    expected: error(403, "ACCESS_REFUSED - cannot publish to internal exchange 'x' in vhost '/'", 60, 40),
  },
]
