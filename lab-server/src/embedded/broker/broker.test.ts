// What the embedded broker does otherwise than RabbitMQ on purpose, what a client cannot ask for, and other clients than amqplib.
import { type ChannelModel, connect } from 'amqplib'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Connection as Client } from 'rabbitmq-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bare } from './behaviours/bare.fixture.ts'
import { closing, Inbox, told, World } from './behaviours/client.fixture.ts'
import { Broker } from './broker.ts'
import { type BrokerServer, serveBroker } from './server.ts'

let broker: Broker
let server: BrokerServer
let world: World
const MIB = 1_048_576

beforeEach(async () => {
  broker = new Broker({ ids: () => randomBytes(16).toString('base64url'), memory: 4 * MIB })
  broker.addVirtualHost('lab')
  broker.addVirtualHost('other')
  broker.addUser({ name: 'learner', password: 'secret', virtualHosts: ['lab'] })
  server = await serveBroker(broker)
  world = new World(`amqp://learner:secret@127.0.0.1:${server.endpoint.port}/lab`, randomBytes(6).toString('hex'))
})
afterEach(() => server[Symbol.asyncDispose]())

describe('what no lesson touches yet', () => {
  const declare = (bare: Bare, given: Record<string, string | number>) => bare.send(1, 'queue.declare', { queue: 'q', arguments: given })
  it.each<[string, (bare: Bare) => void, string]>([
    ['transactions', (bare) => bare.send(1, 'tx.select'), 'tx.select'],
    ['a stream', (bare) => declare(bare, { 'x-queue-type': 'stream' }), `queue argument 'x-queue-type' = "stream"`],
    [
      'credit of a consumer',
      (bare) => {
        declare(bare, {})
        bare.send(1, 'basic.consume', { queue: 'q', arguments: { 'x-credit': { credit: 1, drain: false } } })
      },
      "consumer argument 'x-credit'",
    ],
  ])('is refused by name, not passed over: %s', async (_, ask, what) => {
    const bare = await world.openedBare()
    ask(bare)
    expect(await bare.closed()).toMatchObject({ code: 540, text: `NOT_IMPLEMENTED - ${what}` })
  })
})

describe('a single active consumer', () => {
  it('leaves what is ready to the next one, at once, when it is cancelled', async () => {
    const queue = world.name('q')
    const publisher = await world.confirming()
    await publisher.assertQueue(queue, { arguments: { 'x-single-active-consumer': true } })
    const channel = await world.channel()
    await channel.prefetch(1)
    const inboxes = [new Inbox(), new Inbox()] as const
    const { consumerTag } = await channel.consume(queue, inboxes[0].take)
    await channel.consume(queue, inboxes[1].take)
    for (const text of ['m0', 'm1']) publisher.sendToQueue(queue, Buffer.from(text))
    await inboxes[0].has(1)
    await channel.cancel(consumerTag)
    await inboxes[1].has(1)
    expect(inboxes.map((inbox) => inbox.told)).toEqual([['m0'], ['m1']])
  })
})

describe('an acknowledgement that is kept back for too long', () => {
  // In RabbitMQ's words, as 3.10.8 said them with consumer_timeout 1500 and channel_tick_interval 500.
  it('closes its channel, gives the message to another, and leaves the connection open', async () => {
    broker = new Broker({ ids: () => randomBytes(16).toString('base64url'), consumerTimeout: 60, consumerTick: 20 })
    broker.addVirtualHost('lab')
    broker.addUser({ name: 'learner', password: 'secret', virtualHosts: ['lab'] })
    await using impatient = await serveBroker(broker)
    await using short = new World(`amqp://learner:secret@127.0.0.1:${impatient.endpoint.port}/lab`, 'x')
    const queue = await short.queueOf(1)
    const connection = await short.connect()
    const [stuck, other, idle] = [await short.channel(connection), await short.channel(connection), await short.channel(connection)]
    const closed = closing(stuck)
    const inboxes = [new Inbox(), new Inbox()] as const
    await stuck.consume(queue, inboxes[0].take)
    await inboxes[0].has(1)
    await other.consume(queue, inboxes[1].take)
    expect(await closed).toEqual({
      code: 406,
      text:
        'PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 60 ms. ' +
        'This timeout value can be configured, see consumers doc guide to learn more',
      classId: 0,
      methodId: 0,
    })
    const [again] = await inboxes[1].has(1)
    if (again !== undefined) other.ack(again)
    expect([inboxes[0].told, inboxes[1].told]).toEqual([['m0'], ['m0*']])
    expect(await idle.checkQueue(queue)).toMatchObject({ messageCount: 0, consumerCount: 1 })
  })
})

describe('who may be where', () => {
  it('refuses a virtual host that is not the user’s', async () => {
    const bare = await world.bare()
    await bare.shakeHands(world.url.replace('/lab', '/other'))
    expect(await bare.closed()).toMatchObject({ code: 530, text: "NOT_ALLOWED - access to vhost 'other' refused for user 'learner'" })
  })

  const ended = async (connection: ChannelModel) => {
    const [error] = (await once(connection, 'close')) as [Error]
    return error.message
  }
  it('closes the connections of a virtual host that is deleted, and forgets what it held', async () => {
    const connection = await world.connect()
    await (await connection.createChannel()).assertQueue('q')
    const end = ended(connection)
    broker.deleteVirtualHost('lab')
    expect(await end).toContain(`320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - vhost 'lab' is deleted"`)
    await expect(connect(world.url)).rejects.toThrow('ConnectionClose')
    broker.addVirtualHost('lab')
    const channel = await world.channel()
    expect(await channel.assertQueue('q', { durable: false })).toMatchObject({ messageCount: 0 })
  })

  it('closes the connections of a user that is deleted, and no others', async () => {
    broker.addUser({ name: 'second', password: 'secret', virtualHosts: ['lab'] })
    const other = await connect(world.url.replace('learner', 'second'))
    const connection = await world.connect()
    const end = ended(connection)
    broker.deleteUser('learner')
    expect(await end).toContain(`"CONNECTION_FORCED - user 'learner' is deleted"`)
    expect((await (await other.createChannel()).assertQueue('', { exclusive: true })).messageCount).toBe(0)
    await other.close()
  })
})

describe('bounded memory', () => {
  it('stops delivering to a client that does not read, and goes on when it does', async () => {
    const queue = world.name('q')
    const publisher = await world.confirming()
    await publisher.assertQueue(queue)
    const slow = await world.openedBare()
    slow.send(1, 'basic.consume', { queue, noAck: true })
    await slow.method()
    // More than the sockets' own buffers take, and never so much waiting that publishers are stopped.
    const body = Buffer.alloc(256 * 1024)
    const count = 256
    const sizes: number[] = []
    for (let n = 0; n < count; n++) {
      publisher.sendToQueue(queue, body)
      await publisher.waitForConfirms()
      sizes.push((await publisher.checkQueue(queue)).messageCount)
      if (sizes.at(-1) === 8) break
    }
    const sent = sizes.length
    expect(sizes.at(-1)).toBe(8)
    for (let n = 0; n < sent; n++) expect((await slow.method())?.name).toBe('basic.deliver')
  })

  it('holds a publisher back for a consumer that is slow, in place of growing', async () => {
    const queue = world.name('q')
    const slow = await world.openedBare()
    slow.send(1, 'queue.declare', { queue, durable: true })
    await slow.method()
    slow.send(1, 'basic.consume', { queue, noAck: false })
    await slow.method()
    // it reads nothing now: what is out with it is bounded by its socket, what is in the queue by the memory
    const connection = await world.connect()
    const publisher = await world.channel(connection)
    const blocked = once(connection, 'blocked')
    const body = Buffer.alloc(64 * 1024)
    const count = 200
    for (let n = 0; n < count; n++) publisher.sendToQueue(queue, body)
    await blocked
    const looking = await world.channel()
    const held = (await looking.checkQueue(queue)).messageCount
    expect(held * body.length).toBeLessThanOrEqual(4 * MIB)
    // and goes on as it takes them
    const unblocked = once(connection, 'unblocked')
    for (let n = 1; n <= count; n++) {
      expect((await slow.method())?.name).toBe('basic.deliver')
      slow.send(1, 'basic.ack', { deliveryTag: n })
    }
    await unblocked
    expect((await looking.checkQueue(queue)).messageCount).toBe(0)
  })

  it('reads no more from who publishes without end until others have consumed, and loses nothing', async () => {
    const queue = world.name('q')
    const connection = await world.connect()
    const publisher = await world.channel(connection)
    await publisher.assertQueue(queue)
    const blocked = once(connection, 'blocked')
    for (let n = 0; n < 100; n++) publisher.sendToQueue(queue, Buffer.alloc(100_000))
    expect(await blocked).toEqual(['low on memory'])
    const consumer = await world.channel()
    expect((await consumer.checkQueue(queue)).messageCount).toBeLessThan(100)
    const inbox = new Inbox()
    const unblocked = once(connection, 'unblocked')
    await consumer.consume(queue, (message) => {
      inbox.take(message)
      if (message !== null) consumer.ack(message)
    })
    await inbox.has(100)
    await unblocked
    expect((await publisher.checkQueue(queue)).messageCount).toBe(0)
  })
})

describe('the rabbitmq-client package', () => {
  it('publishes with confirms, consumes and acknowledges', async () => {
    const client = new Client(world.url)
    const got: unknown[] = []
    const queue = world.name('q')
    await client.queueDeclare({ queue, durable: true })
    const publisher = client.createPublisher({ confirm: true, maxAttempts: 1 })
    for (const n of [1, 2, 3]) await publisher.send(queue, { n })
    await new Promise<void>((resolve) => {
      const consumer = client.createConsumer({ queue, queueOptions: { passive: true }, qos: { prefetchCount: 1 } }, async (message) => {
        got.push(message.body)
        if (got.length === 3) consumer.close().then(resolve, resolve)
      })
    })
    await publisher.close()
    await client.close()
    expect(got).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect((await (await world.channel()).checkQueue(queue)).messageCount).toBe(0)
  })

  it('gives back what it was handed when its consumer fails', async () => {
    const client = new Client(world.url)
    const queue = await world.queueOf(1)
    const seen: boolean[] = []
    await new Promise<void>((resolve) => {
      const consumer = client.createConsumer({ queue, queueOptions: { passive: true }, requeue: true }, async (message) => {
        seen.push(message.redelivered)
        if (seen.length === 1) throw new Error('not yet')
        consumer.close().then(resolve, resolve)
      })
      consumer.on('error', () => undefined)
    })
    await client.close()
    expect(seen).toEqual([false, true])
  })
})

it('hangs up on all clients when it is closed, and frees its port', async () => {
  const connection = await world.connect()
  const closed = new Promise((resolve) => connection.once('close', resolve))
  const { port } = server.endpoint
  await server[Symbol.asyncDispose]()
  await closed
  server = await serveBroker(broker, { port })
  expect(server.endpoint.port).toBe(port)
  const channel = await world.channel()
  await channel.assertQueue('q')
  channel.sendToQueue('q', Buffer.from('x'))
  expect(told(await channel.get('q'))).toBe('x')
})
