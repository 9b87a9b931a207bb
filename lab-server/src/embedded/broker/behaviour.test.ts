// What a broker does, as cases any AMQP URL can be asked. The expectations are RabbitMQ 3.10.8's answers: the embedded broker
// must give the same, and where a RabbitMQ is at hand it is asked too, so that they stay true.
//
//   LAB_RABBITMQ_URL=amqp://…   the RabbitMQ to ask
import { connect, type GetMessage } from 'amqplib'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeContentHeader } from '../../amqp/content.ts'
import { FRAME, frame } from '../../amqp/frames.ts'
import { type Bare, fetched, Inbox, refused, told, untilReady, World } from './behaviour-client.ts'
import { Broker } from './broker.ts'
import { type BrokerServer, serveBroker } from './server.ts'

interface Case {
  readonly name: string
  readonly observe: (world: World) => Promise<unknown>
  readonly expected: unknown
}

const body = (text: string) => Buffer.from(text)
const error = (code: number, text: string, classId: number, methodId: number) => ({ code, text, classId, methodId })
const unknownTag = (tag: number) => error(406, `PRECONDITION_FAILED - unknown delivery tag ${tag}`, 60, 80)

const HANDSHAKE: Case[] = [
  {
    name: 'says what it can do',
    observe: async (world) => {
      const { connection } = await world.connect()
      return connection.serverProperties['capabilities' as never]
    },
    expected: {
      publisher_confirms: true,
      exchange_exchange_bindings: true,
      'basic.nack': true,
      consumer_cancel_notify: true,
      'connection.blocked': true,
      consumer_priorities: true,
      authentication_failure_close: true,
      per_consumer_qos: true,
      direct_reply_to: true,
    },
  },
  {
    name: 'proposes 2047 channels, frames of 128 KiB and a heartbeat of a minute',
    observe: async (world) => (await world.bare()).shakeHands(world.url),
    expected: { name: 'connection.tune', args: { channelMax: 2047, frameMax: 131_072, heartbeat: 60 } },
  },
  {
    name: 'answers another protocol with its own header and hangs up',
    observe: async (world) => {
      const bare = await world.bare()
      bare.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
      return [(await bare.chunk())?.toString('hex'), await bare.closed()]
    },
    expected: ['414d515000000901', 'hung up'],
  },
  {
    name: 'refuses a wrong password with 403',
    observe: async (world) => {
      const url = new URL(world.url)
      url.password = 'wrong'
      const bare = await world.bare()
      await bare.shakeHands(url.href)
      const seen = await connect(url.href).catch((thrown: unknown) => String(thrown))
      return seen
    },
    expected:
      'Error: Handshake terminated by server: 403 (ACCESS-REFUSED) with message ' +
      '"ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile."',
  },
  {
    name: 'names the method that was refused when a password is wrong',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.sayHello(Buffer.from('\0nobody\0wrong'))
      return bare.closed()
    },
    expected: error(403, 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.', 0, 0),
  },
  {
    name: 'refuses a virtual host that is not there with 530',
    observe: async (world) => {
      const url = new URL(world.url)
      url.pathname = '/nowhere'
      const bare = await world.bare()
      await bare.shakeHands(url.href)
      return bare.closed()
    },
    expected: error(530, 'NOT_ALLOWED - vhost nowhere not found', 10, 40),
  },
  {
    name: 'hangs up on who wants more than it proposed, or frames too small to be of use',
    observe: async (world) => {
      const ends = [{ frameMax: 200_000 }, { frameMax: 1000 }, { frameMax: 0 }, { channelMax: 3000 }, { channelMax: 0 }].map(async (tune) => {
        const bare = await world.bare()
        await bare.shakeHands(world.url, tune)
        return bare.closed()
      })
      return Promise.all(ends)
    },
    expected: ['hung up', 'hung up', 'hung up', 'hung up', 'hung up'],
  },
  {
    name: 'answers connection.close, and leaves hanging up to the client',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.shakeHands(world.url)
      bare.send(0, 'connection.close', { replyCode: 200 })
      const answers = [await bare.method(), await bare.method()].map((method) => method?.name)
      bare.end()
      return [...answers, await bare.closed()]
    },
    expected: ['connection.open-ok', 'connection.close-ok', 'hung up'],
  },
  {
    name: 'hangs up on a login that is malformed, of another mechanism, or wrong where the client does not say it may be told',
    observe: async (world) => {
      const seen = []
      for (const hello of [
        (bare: Bare) => bare.sayHello(Buffer.from('guest')),
        (bare: Bare) => bare.sayHello(Buffer.from('\0guest\0guest'), 'NONSENSE'),
        (bare: Bare) => bare.sayHello(Buffer.from('\0nobody\0wrong'), 'PLAIN', {}),
      ]) {
        const bare = await world.bare()
        await hello(bare)
        seen.push(await bare.closed())
      }
      return seen
    },
    expected: ['hung up', 'hung up', 'hung up'],
  },
  {
    name: 'sends heartbeats, and hangs up on a client that sends nothing',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.shakeHands(world.url, { heartbeat: 1 })
      await bare.method()
      const first = await bare.frame()
      return [first?.type, first?.channel, await bare.closed()]
    },
    expected: [8, 0, 'hung up'],
  },
]

const MISUSE: Case[] = [
  {
    name: 'refuses a method on a channel that was not opened',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.shakeHands(world.url)
      bare.send(3, 'queue.declare', { queue: 'q' })
      return bare.closed()
    },
    expected: error(504, "CHANNEL_ERROR - expected 'channel.open'", 50, 10),
  },
  {
    name: 'refuses to open a channel twice',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'channel.open')
      return bare.closed()
    },
    expected: error(504, "CHANNEL_ERROR - second 'channel.open' seen", 20, 10),
  },
  {
    name: 'refuses more channels than were agreed',
    observe: async (world) => {
      const bare = await world.bare()
      await bare.shakeHands(world.url, { channelMax: 2 })
      for (const channel of [1, 2, 3]) bare.send(channel, 'channel.open')
      return bare.closed()
    },
    expected: error(530, 'NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)', 0, 0),
  },
  {
    name: 'refuses content that follows no publish',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.write(frame(FRAME.body, 1, body('x')))
      return bare.closed()
    },
    expected: error(505, 'UNEXPECTED_FRAME - expected method frame, got non method frame instead', 0, 0),
  },
  {
    name: 'refuses a method where the content header of a publish is due',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.publish', { routingKey: 'q' })
      bare.send(1, 'basic.qos', {})
      return bare.closed()
    },
    expected: error(505, 'UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead', 60, 40),
  },
  {
    name: 'refuses a method where the body of a publish is due',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.publish', { routingKey: 'q' })
      bare.write(frame(FRAME.header, 1, encodeContentHeader({ bodySize: 3, properties: {} })))
      bare.send(1, 'basic.qos', {})
      return bare.closed()
    },
    expected: error(505, 'UNEXPECTED_FRAME - expected content body, got non content body frame instead', 60, 40),
  },
  {
    name: 'refuses a method that is the broker’s to send',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.consume-ok', { consumerTag: 'c' })
      return bare.closed()
    },
    expected: error(503, 'COMMAND_INVALID - unimplemented method', 60, 21),
  },
  {
    name: 'refuses a frame that does not end as one',
    observe: async (world) => {
      const bare = await world.openedBare()
      const broken = frame(FRAME.method, 1, Buffer.from([0, 20, 0, 40]))
      broken[broken.length - 1] = 0
      bare.write(broken)
      const closed = await bare.closed()
      return typeof closed === 'string' ? closed : closed.code
    },
    expected: 501,
  },
  {
    name: 'refuses what has no place on channel 0, and a heartbeat on another',
    observe: async (world) => {
      const seen = []
      for (const say of [
        (bare: Bare) => bare.send(0, 'basic.qos'),
        (bare: Bare) => bare.send(0, 'connection.open', { virtualHost: '/' }),
        (bare: Bare) => bare.write(frame(FRAME.body, 0, body('x'))),
        (bare: Bare) => bare.write(frame(FRAME.heartbeat, 1, body(''))),
      ]) {
        const bare = await world.openedBare()
        say(bare)
        const closed = await bare.closed()
        seen.push(typeof closed === 'string' ? closed : { ...closed, text: closed.text.replace(/type .*/s, '…') })
      }
      return seen
    },
    expected: [
      error(504, 'CHANNEL_ERROR - unexpected method in connection state running', 60, 10),
      error(504, 'CHANNEL_ERROR - unexpected method in connection state running', 10, 40),
      error(505, 'UNEXPECTED_FRAME - …', 0, 0),
      error(505, 'UNEXPECTED_FRAME - …', 0, 0),
    ],
  },
  {
    name: 'answers what older clients still ask',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'access.request', { realm: '/data' })
      bare.send(1, 'channel.flow', { active: true })
      return [await bare.method(), await bare.method()]
    },
    expected: [
      { name: 'access.request-ok', args: { ticket: 1 } },
      { name: 'channel.flow-ok', args: { active: true } },
    ],
  },
  {
    name: 'refuses what it does not do, closing the connection: immediate, prefetch in bytes, recover without requeue',
    observe: async (world) => {
      const seen = []
      for (const ask of [
        (bare: Bare) => {
          bare.send(1, 'basic.publish', { routingKey: 'q', immediate: true })
          bare.write(frame(FRAME.header, 1, encodeContentHeader({ bodySize: 0, properties: {} })))
        },
        (bare: Bare) => bare.send(1, 'basic.qos', { prefetchSize: 5 }),
        (bare: Bare) => bare.send(1, 'basic.recover', { requeue: false }),
        (bare: Bare) => bare.send(1, 'channel.flow', { active: false }),
      ]) {
        const bare = await world.openedBare()
        ask(bare)
        seen.push(await bare.closed())
      }
      return seen
    },
    expected: [
      error(540, 'NOT_IMPLEMENTED - immediate=true', 60, 40),
      error(540, 'NOT_IMPLEMENTED - prefetch_size!=0 (5)', 60, 10),
      error(540, 'NOT_IMPLEMENTED - requeue=false', 60, 110),
      error(540, 'NOT_IMPLEMENTED - active=false', 20, 20),
    ],
  },
  {
    name: 'passes over what comes on a channel it has closed, and lets its number be used again',
    observe: async (world) => {
      const bare = await world.openedBare()
      bare.send(1, 'basic.ack', { deliveryTag: 9 })
      const closed = await bare.closed()
      bare.send(1, 'basic.ack', { deliveryTag: 9 })
      bare.send(1, 'channel.close-ok')
      bare.send(1, 'channel.open')
      return [closed, (await bare.method())?.name]
    },
    expected: [unknownTag(9), 'channel.open-ok'],
  },
]

const QUEUES: Case[] = [
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
type Ask = Awaited<ReturnType<World['channel']>>

const EXCHANGES: Case[] = [
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

const PUBLISHING: Case[] = [
  {
    name: 'hands on properties and body as they were sent',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.channel()
      channel.sendToQueue(queue, body('{"n":1}'), {
        persistent: true,
        contentType: 'application/json',
        contentEncoding: 'utf-8',
        headers: { text: 'é', whole: 7, half: 0.5, yes: true, list: [1, 'two', { three: 3 }], none: null },
        priority: 3,
        correlationId: 'c-1',
        replyTo: 'answers',
        messageId: 'id-1',
        timestamp: 1_700_000_000,
        type: 'order.created',
        appId: 'shop',
      })
      channel.sendToQueue(queue, Buffer.alloc(0), { persistent: false })
      const large = Buffer.alloc(400_000, 'abcdefg')
      channel.sendToQueue(queue, large)
      await untilReady(channel, queue, 3)
      const [first, second, third] = [await channel.get(queue), await channel.get(queue), await channel.get(queue)]
      if (first === false || second === false || third === false) return 'missing'
      const seen: unknown[] = [
        first.properties,
        first.content.toString(),
        first.fields,
        second.properties.deliveryMode,
        second.content.length,
        third.content.equals(large),
      ]
      return seen
    },
    expected: [
      {
        contentType: 'application/json',
        contentEncoding: 'utf-8',
        headers: { text: 'é', whole: 7, half: 0.5, yes: true, list: [1, 'two', { three: 3 }], none: null },
        deliveryMode: 2,
        priority: 3,
        correlationId: 'c-1',
        replyTo: 'answers',
        expiration: null,
        messageId: 'id-1',
        timestamp: 1_700_000_000,
        type: 'order.created',
        userId: null,
        appId: 'shop',
        clusterId: null,
      },
      '{"n":1}',
      { deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'q', messageCount: 2 },
      1,
      0,
      true,
    ],
  },
  {
    name: 'cuts a body to the frame size that was agreed',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const publisher = await world.confirming()
      publisher.sendToQueue(queue, Buffer.alloc(10_000))
      await publisher.waitForConfirms()
      const bare = await world.openedBare({ frameMax: 4096 })
      bare.send(1, 'basic.get', { queue, noAck: true })
      const sizes = []
      for (let n = 0; n < 5; n++) sizes.push((await bare.frame())?.payload.length)
      return sizes.slice(2)
    },
    expected: [4088, 4088, 1824],
  },
  {
    name: 'confirms every publish once, in the order of their numbers',
    observe: async (world) => {
      const queue = await world.queueOf(0)
      const channel = await world.confirming()
      const confirmed: number[] = []
      for (let n = 0; n < 20; n++) channel.sendToQueue(queue, body(`m${n}`), {}, (error: unknown) => error === null && confirmed.push(n))
      await channel.waitForConfirms()
      return [confirmed.length, (await channel.checkQueue(queue)).messageCount]
    },
    expected: [20, 20],
  },
  {
    name: 'drops what no queue takes, and confirms it all the same',
    observe: async (world) => {
      const channel = await world.confirming()
      return new Promise((resolve) => channel.sendToQueue(world.name('missing'), body('x'), {}, (error: unknown) => resolve(error)))
    },
    expected: null,
  },
  {
    name: 'returns what no queue takes if that is mandatory, before it confirms it',
    observe: async (world) => {
      const channel = await world.confirming()
      const seen: unknown[] = []
      channel.on('return', (message: GetMessage) => seen.push(message.fields, message.content.toString(), message.properties.messageId))
      await new Promise((resolve) =>
        channel.sendToQueue(world.name('missing'), body('x'), { mandatory: true, messageId: 'id-1' }, (error: unknown) => resolve(seen.push(error))),
      )
      return seen
    },
    expected: [{ replyCode: 312, replyText: 'NO_ROUTE', exchange: '', routingKey: 'missing' }, 'x', 'id-1', null],
  },
  {
    name: 'closes the channel when the exchange is not there',
    observe: async (world) => {
      const channel = await world.channel()
      return refused(channel, () => channel.publish(world.name('missing'), 'k', body('x')))
    },
    expected: error(404, "NOT_FOUND - no exchange 'missing' in vhost '/'", 60, 40),
  },
  {
    name: 'refuses a message in another user’s name',
    observe: async (world) => {
      const channel = await world.channel()
      const closed = await refused(channel, () => channel.publish('', 'q', body('x'), { userId: 'somebody' }))
      return { ...closed, text: closed.text.replace(new URL(world.url).username, 'guest') }
    },
    expected: error(406, "PRECONDITION_FAILED - user_id property set to 'somebody' but authenticated user was 'guest'", 60, 40),
  },
]

const CONSUMING: Case[] = [
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

const fail = (): never => {
  throw new Error('a message the case needs did not come')
}

const CASES = { HANDSHAKE, MISUSE, QUEUES, EXCHANGES, PUBLISHING, CONSUMING }

function asked(url: () => string): void {
  for (const [group, cases] of Object.entries(CASES)) {
    describe(group.toLowerCase(), () => {
      it.concurrent.each(cases)('$name', async ({ observe, expected }) => {
        await using world = new World(url(), randomBytes(6).toString('hex'))
        expect(world.plain(await observe(world))).toEqual(expected)
      })
    })
  }
}

describe('the embedded broker', () => {
  let server: BrokerServer
  beforeAll(async () => {
    const broker = new Broker({ ids: () => randomBytes(16).toString('base64url') })
    broker.addVirtualHost('/')
    broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
    server = await serveBroker(broker)
  })
  afterAll(() => server[Symbol.asyncDispose]())
  asked(() => `amqp://guest:guest@127.0.0.1:${server.endpoint.port}`)
})

const url = process.env['LAB_RABBITMQ_URL'] ?? ''
describe.skipIf(url === '')('RabbitMQ itself', () => asked(() => url))
