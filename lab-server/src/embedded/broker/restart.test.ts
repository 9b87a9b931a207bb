// A broker that stops and starts again, as 3.10.8 did it (rabbitmqctl stop_app and start_app), whatever keeps its durable things.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { consuming, emptied, letter, published } from './behaviours/letters.fixture.ts'
import { fetched, refused, World } from './behaviours/client.fixture.ts'
import { Broker } from './broker.ts'
import { CLOCK } from './clock.ts'
import { DurableFolder } from './durable-folder.ts'
import { type BrokerServer, serveBroker } from './server.ts'

const made = (settings: Partial<ConstructorParameters<typeof Broker>[0]> = {}): Broker => {
  const broker = new Broker({ ids: () => randomBytes(16).toString('base64url'), ...settings })
  broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
  return broker
}

let folder: string
/** How far the broker's clock is ahead. */
let ahead = 0
const clock = { ...CLOCK, now: () => Date.now() + ahead }
let server: BrokerServer
let world: World
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ackademy-broker-'))
  ahead = 0
  const broker = made({ store: new DurableFolder(folder), clock })
  broker.addVirtualHost('/')
  server = await serveBroker(broker)
  world = new World(`amqp://guest:guest@127.0.0.1:${server.endpoint.port}`, 'x')
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** The same folder under a broker that has just begun, as after the end of its process. */
async function anew(): Promise<void> {
  const { port } = server.endpoint
  await server.stop()
  const broker = made({ store: new DurableFolder(folder) })
  await broker.start()
  server = await serveBroker(broker, { port })
}

describe('a broker that stops', () => {
  it('closes its connections with 320, and takes no new ones until it starts again', async () => {
    const connection = await world.connect()
    const bare = await world.openedBare()
    const [ended, closed] = [once(connection, 'close'), bare.closed()]
    await server.stop()
    const text = "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"
    expect(await closed).toEqual({ code: 320, text, classId: 0, methodId: 0 })
    expect(String((await ended)[0])).toContain(`320 (CONNECTION-FORCED) with message "${text}"`)
    await expect(world.connect()).rejects.toThrow('ECONNREFUSED')
    await server.start()
    await world.channel()
  })

  it('keeps what is durable in memory where it has no folder', async () => {
    await server[Symbol.asyncDispose]()
    const broker = made()
    broker.addVirtualHost('/')
    server = await serveBroker(broker)
    world = new World(`amqp://guest:guest@127.0.0.1:${server.endpoint.port}`, 'x')
    const channel = await world.confirming()
    await channel.assertQueue('kept', { durable: true })
    await published(channel, 'kept', ['m0'], { persistent: true })
    await published(channel, 'kept', ['m1'], { persistent: false })
    await server.stop()
    await server.start()
    expect(await emptied(await world.channel(), 'kept')).toEqual(['m0'])
  })
})

describe('a broker that starts again', () => {
  it('has its durable queues with their persistent messages, and nothing that is transient', async () => {
    const channel = await world.confirming()
    await channel.assertQueue('durable', { durable: true, arguments: { 'x-max-length': 10 } })
    await channel.assertQueue('transient', { durable: false })
    const exclusive = await (await world.connect()).createChannel()
    await exclusive.assertQueue('exclusive', { exclusive: true, durable: true })
    for (const queue of ['durable', 'transient']) {
      await published(channel, queue, ['m0', 'm1'], { persistent: true, messageId: 'id', headers: { n: 1 } })
      await published(channel, queue, ['m2'], { persistent: false })
    }
    await anew()
    const again = await world.channel()
    expect(await again.assertQueue('durable', { durable: true, maxLength: 10 })).toMatchObject({ messageCount: 2, consumerCount: 0 })
    expect(letter(await fetched(again, 'durable'))).toMatchObject({
      body: 'm0',
      redelivered: false,
      messageId: 'id',
      headers: { n: 1 },
      deliveryMode: 2,
    })
    for (const gone of ['transient', 'exclusive']) {
      const asking = await world.channel()
      expect((await refused(asking, () => asking.checkQueue(gone))).code).toBe(404)
    }
  })

  it('gives back what was unacknowledged, flagged as redelivered, in its old place', async () => {
    const channel = await world.confirming()
    await channel.assertQueue('held', { durable: true })
    await published(channel, 'held', ['h0', 'h1'], { persistent: true })
    await published(channel, 'held', ['h2'], { persistent: false })
    await published(channel, 'held', ['h3'], { persistent: true })
    const holding = await world.channel()
    await holding.prefetch(2)
    await (await consuming(holding, 'held')).has(2)
    await anew()
    expect(await emptied(await world.channel(), 'held')).toEqual(['h0*', 'h1*', 'h3'])
  })

  it('has its durable exchanges, and the bindings between what is durable', async () => {
    const channel = await world.channel()
    for (const [exchange, durable] of [
      ['kept', true],
      ['lost', false],
    ] as const) {
      await channel.assertExchange(exchange, 'topic', { durable, arguments: { 'alternate-exchange': 'amq.fanout' } })
      await channel.assertQueue('q', { durable: true })
      await channel.bindQueue('q', exchange, 'a.*')
    }
    await channel.assertQueue('transient', { durable: false })
    await channel.bindQueue('transient', 'kept', '#')
    await channel.bindExchange('kept', 'amq.direct', 'through')
    await channel.bindQueue('q', 'kept', 'through')
    await channel.bindQueue('q', 'amq.headers', '', { 'x-match': 'any', n: 1 })
    await anew()
    const again = await world.confirming()
    again.publish('kept', 'a.b', Buffer.from('topic'))
    again.publish('amq.direct', 'through', Buffer.from('through'))
    again.publish('amq.headers', '', Buffer.from('headers'), { headers: { n: 1 } })
    await again.waitForConfirms()
    expect(await emptied(again, 'q')).toEqual(['topic', 'through', 'headers'])
    await again.assertExchange('kept', 'topic', { durable: true, alternateExchange: 'amq.fanout' })
    expect((await refused(again, () => again.checkExchange('lost'))).code).toBe(404)
  })

  it('keeps the order of priorities, and dead-letters what expired meanwhile', async () => {
    const channel = await world.confirming()
    await channel.assertQueue('prio', { durable: true, maxPriority: 3 })
    for (const priority of [0, 3, 1, 3]) await published(channel, 'prio', [`p${priority}`], { priority, persistent: true })
    await channel.assertQueue('dead', { durable: true })
    await channel.assertQueue('ttl', { durable: true, deadLetterExchange: '', deadLetterRoutingKey: 'dead' })
    await published(channel, 'ttl', ['gone'], { expiration: 30_000, persistent: true })
    await published(channel, 'ttl', ['stays'], { expiration: 60_000, persistent: true })
    await server.stop()
    ahead = 30_000
    await server.start()
    const again = await world.channel()
    expect(await emptied(again, 'prio')).toEqual(['p3', 'p3', 'p1', 'p0'])
    expect([await emptied(again, 'ttl'), await emptied(again, 'dead')]).toEqual([['stays'], ['gone']])
  })

  it('goes on numbering: what is given back stands before what came after the restart', async () => {
    const channel = await world.confirming()
    await channel.assertQueue('q', { durable: true })
    await published(channel, 'q', ['m0', 'm1'], { persistent: true })
    await anew()
    const again = await world.confirming()
    const old = await fetched(again, 'q')
    await published(again, 'q', ['m2'])
    again.nack(old)
    await again.checkQueue('q')
    expect(await emptied(again, 'q')).toEqual(['m0*', 'm1', 'm2'])
  })
})

describe('the folder of a broker', () => {
  it('may be empty, and names the line it cannot read', async () => {
    const file = path.join(folder, 'durable.jsonl')
    const fresh = made({ store: new DurableFolder(path.join(folder, 'never', 'written')) })
    await fresh.start()
    await server.stop()
    expect((await readFile(file, 'utf8')).trim().split('\n')[0]).toBe('{"kind":"virtualHost","name":"/"}')
    await writeFile(file, `{"kind":"virtualHost","name":"/"}\nsomething else\n`)
    await expect(server.start()).rejects.toThrow(`Line 2 of ${file} is nothing the broker wrote`)
  })
})
