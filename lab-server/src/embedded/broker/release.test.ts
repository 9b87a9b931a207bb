// What the broker does in the name of RabbitMQ 4: read in its release notes and source, not seen.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { consuming, deaths, emptied, published } from './behaviours/letters.fixture.ts'
import { fetched, refused, untilReady, World } from './behaviours/client.fixture.ts'
import { Broker } from './broker.ts'
import { type BrokerServer, serveBroker } from './server.ts'

let server: BrokerServer
let world: World
beforeAll(async () => {
  const broker = new Broker({ ids: () => randomBytes(16).toString('base64url'), rabbitmq: '4' })
  broker.addVirtualHost('/')
  broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
  server = await serveBroker(broker)
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  world = new World(`amqp://guest:guest@127.0.0.1:${server.endpoint.port}`, randomBytes(6).toString('hex'))
})

const QUORUM = { durable: true, arguments: { 'x-queue-type': 'quorum' } }

describe('a broker in the name of RabbitMQ 4', () => {
  it('tells its clients so', async () => {
    const { connection } = await world.connect()
    expect(connection.serverProperties.version).toBe('4.3.5')
  })

  it('refuses queues that are neither durable nor exclusive, with 541', async () => {
    for (const autoDelete of [false, true]) {
      const bare = await world.openedBare()
      bare.send(1, 'queue.declare', { queue: world.name('q'), durable: false, autoDelete })
      const closed = await bare.closed()
      expect(closed).toMatchObject({ code: 541, classId: 50, methodId: 10 })
      expect(JSON.stringify(closed)).toContain('INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.')
    }
    const channel = await world.channel()
    await channel.assertQueue(world.name('exclusive'), { durable: false, exclusive: true })
    await channel.assertQueue(world.name('durable'), { durable: true, autoDelete: true })
  })

  it('answers a shared prefetch, and takes it for one of each consumer that comes after', async () => {
    const queue = await world.queueOf(6)
    const channel = await world.channel()
    await channel.prefetch(2, true)
    const inboxes = [await consuming(channel, queue), await consuming(channel, queue)]
    await Promise.all(inboxes.map((inbox) => inbox.has(2)))
    expect(inboxes.map((inbox) => inbox.told.length)).toEqual([2, 2])
    const quorum = await world.channel()
    await quorum.prefetch(1, true)
    await quorum.assertQueue(world.name('quorum'), QUORUM)
    await consuming(quorum, world.name('quorum'))
  })

  it('gives a message of a quorum queue up when its consumers were cut off from it more than twenty times', async () => {
    const [queue, dead] = [world.name('quorum'), world.name('dead')]
    const channel = await world.confirming()
    await channel.assertQueue(dead)
    await channel.assertQueue(queue, {
      durable: true,
      arguments: { ...QUORUM.arguments, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': dead },
    })
    await published(channel, queue, ['poison'])
    const counts: unknown[] = []
    for (let n = 0; n < 21; n++) {
      const holding = await world.channel()
      await untilReady(channel, queue, 1)
      const [message] = await (await consuming(holding, queue)).has(1)
      counts.push(message?.properties.headers?.['x-delivery-count'] ?? 0)
      await holding.close()
    }
    const letters = await consuming(channel, dead)
    expect((await letters.has(1)).map(deaths)).toEqual([['delivery_limit in quorum, 1']])
    expect(counts).toEqual(Array.from({ length: 21 }, (_, n) => n))
  })

  it('counts what a client itself gives back apart, without a limit', async () => {
    const queue = world.name('quorum')
    const channel = await world.confirming()
    await channel.assertQueue(queue, { durable: true, arguments: { ...QUORUM.arguments, 'x-delivery-limit': 1 } })
    await published(channel, queue, ['m0', 'm1'])
    await channel.prefetch(1)
    const inbox = await consuming(channel, queue)
    for (let n = 0; n < 3; n++) {
      const message = (await inbox.has(n + 1))[n]
      if (message !== undefined) channel.nack(message)
    }
    const last = (await inbox.has(4))[3]
    expect(inbox.told).toEqual(['m0', 'm0*', 'm0*', 'm0*'])
    expect(last?.properties.headers).toEqual({ 'x-acquired-count': 3 })
  })

  it('goes on with no x-death a client sent, and tells of the last death beside the first', async () => {
    const [queue, dead] = [world.name('q'), world.name('dead')]
    const channel = await world.confirming()
    await channel.assertQueue(dead)
    await channel.assertQueue(queue, { durable: true, deadLetterExchange: '', deadLetterRoutingKey: dead })
    const forged = { 'x-death': [{ reason: 'rejected', queue, count: 7 }], own: 1 }
    await published(channel, queue, ['m0'], { headers: forged })
    channel.reject(await fetched(channel, queue), false)
    await untilReady(channel, dead, 1)
    const letter = await fetched(channel, dead)
    expect(deaths(letter)).toEqual(['rejected in q, 1'])
    expect(letter.properties.headers).toMatchObject({
      own: 1,
      'x-first-death-queue': queue,
      'x-last-death-queue': queue,
      'x-last-death-reason': 'rejected',
    })
  })

  it('refuses bodies of more than 16 MiB', async () => {
    const channel = await world.channel()
    const closed = await refused(channel, () => channel.sendToQueue('q', Buffer.alloc(16_777_217)))
    expect(closed.text).toBe('PRECONDITION_FAILED - message size 16777217 is larger than configured max size 16777216')
    expect(await emptied(await world.channel(), await world.queueOf(1))).toEqual(['m0'])
  })
})
