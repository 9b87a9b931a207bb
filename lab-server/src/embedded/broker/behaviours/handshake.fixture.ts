import { connect } from 'amqplib'
import type { Bare } from './bare.fixture.ts'
import { error, type Case } from './case.fixture.ts'

export const HANDSHAKE: readonly Case[] = [
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
