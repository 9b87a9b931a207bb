// What every broker of a session's own promises. A promise stands here once, and each kind of them keeps it.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { connect, type Channel, type ChannelModel } from 'amqplib'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findImage, imageMissing } from '../images/lab-images.ts'
import { RABBITMQ_IMAGE } from '../images/rabbitmq.ts'
import { brokerNetwork } from './broker-network.ts'
import { DockerOwnBrokers } from './docker-own-brokers.ts'
import { embeddedOwnBrokers } from './embedded-own-brokers.ts'
import { Management } from './management.ts'
import { amqpUrl, type OwnBroker, type OwnBrokers } from './rabbitmq.ts'

const docker = new Docker()
const missing = await imageMissing(docker, RABBITMQ_IMAGE)
const scope = `test-${randomBytes(4).toString('hex')}`
const image = async () => (await findImage(docker, RABBITMQ_IMAGE))?.id ?? ''
const filters = JSON.stringify({ label: [`ackademy.scope=${scope}`] })
const containers = () => docker.listContainers({ all: true, filters })

const kinds: { name: string; open: () => Promise<OwnBrokers>; version: RegExp; missing?: string | undefined }[] = [
  { name: 'in the lab’s process', open: async () => embeddedOwnBrokers(), version: /^embedded broker/ },
  { name: 'in a container', open: async () => new DockerOwnBrokers({ docker, image: await image(), scope }), version: /^RabbitMQ \d/, missing },
]
const there = kinds.filter((kind) => kind.missing === undefined)

afterAll(async () => {
  if (missing === undefined) await docker.getNetwork(await brokerNetwork(docker, scope)).remove()
})

/** Closed before the broker it dialled is disposed of, unless that broker closed it. */
const dial = async (broker: OwnBroker): Promise<AsyncDisposable & { connection: ChannelModel; ended: Promise<string> }> => {
  const connection = await connect(amqpUrl(broker, broker.endpoint), { noDelay: true })
  connection.on('error', () => undefined) // 'close' tells it too
  let open = true
  const ended = new Promise<string>((resolve) => {
    connection.once('close', (error?: Error) => {
      open = false
      resolve(error?.message ?? '')
    })
  })
  return {
    connection,
    ended,
    async [Symbol.asyncDispose]() {
      if (open) await connection.close()
    },
  }
}

describe.each(there)('a broker of one’s own, $name', { timeout: 180_000 }, ({ open, version }) => {
  let brokers: OwnBrokers
  let broker: OwnBroker

  beforeAll(async () => {
    brokers = await open()
    broker = await brokers.openOwn({})
  }, 180_000)
  afterAll(async () => {
    await broker[Symbol.asyncDispose]()
    await brokers[Symbol.asyncDispose]()
  })

  test('says what it is', () => expect(broker.version).toMatch(version))

  test('answers nobody while it is stopped, and where it was when it is started, with what is durable and nothing else', async () => {
    const { endpoint } = broker
    await using before = await dial(broker)
    const channel = await before.connection.createConfirmChannel()
    await channel.assertExchange('events', 'topic', { durable: true })
    await channel.assertQueue('durable', { durable: true })
    await channel.assertQueue('transient', { durable: false, exclusive: true })
    await channel.bindQueue('durable', 'events', 'a.#')
    channel.publish('events', 'a.b', Buffer.from('persistent'), { persistent: true })
    channel.publish('events', 'a.b', Buffer.from('not persistent'))
    await channel.waitForConfirms()
    await broker.stop()
    expect(await before.ended).toContain(
      `320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"`,
    )
    await broker.stop() // it is, already
    await expect(dial(broker)).rejects.toThrow()

    await broker.start()
    await broker.start()
    expect(broker.endpoint).toEqual(endpoint)
    await using after = await dial(broker)
    const again = await after.connection.createConfirmChannel()
    expect((await again.checkQueue('durable')).messageCount).toBe(1)
    expect(((await again.get('durable', { noAck: true })) || undefined)?.content.toString()).toBe('persistent')
    again.publish('events', 'a.c', Buffer.from('bound still'))
    await again.waitForConfirms()
    expect(((await again.get('durable', { noAck: true })) || undefined)?.content.toString()).toBe('bound still')
    again.on('error', () => undefined)
    await expect(again.checkQueue('transient')).rejects.toThrow('404')
  })

  test('closes the channel of a delivery that is kept back longer than its consumerTimeout, and hands it out again', async () => {
    await using strict = await brokers.openOwn({ consumerTimeout: 1500 })
    await using client = await dial(strict)
    const { connection } = client
    const channel = await connection.createConfirmChannel()
    await channel.assertQueue('work')
    channel.sendToQueue('work', Buffer.from('x'))
    await channel.waitForConfirms()
    const closed = new Promise<string>((resolve) => channel.once('error', (error: Error) => resolve(error.message)))
    await channel.consume('work', () => undefined)
    expect(await closed).toMatch(/406 .*PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 1500 ms/)
    const next = await connection.createChannel()
    const redelivered = new Promise<boolean | undefined>((resolve) => void next.consume('work', (message) => resolve(message?.fields.redelivered)))
    expect(await redelivered).toBe(true)
  })

  test('keeps to a consumerTimeout that was set later, on the channels opened from then on', async () => {
    await using set = await brokers.openOwn({ consumerTimeout: 1000 })
    await using client = await dial(set)
    const publisher = await client.connection.createConfirmChannel()
    const holdOne = async (channel: Channel, queue: string) => {
      await channel.assertQueue(queue)
      publisher.sendToQueue(queue, Buffer.from('x'))
      await new Promise<void>((resolve, reject) => {
        channel.consume(queue, () => resolve()).catch(reject)
      })
    }
    const closing = (channel: Channel) => new Promise<string>((resolve) => channel.once('error', (error: Error) => resolve(error.message)))
    const before = await client.connection.createChannel()
    await set.setConsumerTimeout(60_000)
    const after = await client.connection.createChannel()
    await holdOne(after, 'after')
    await set.setConsumerTimeout(1000)
    // twice as long as one that is set to a second lives
    for (const channel of [before, await client.connection.createChannel()]) {
      const closed = closing(channel)
      await holdOne(channel, 'before')
      expect(await closed).toMatch(/on channel [24] timed out. Timeout value used: 1000 ms/)
    }
    expect((await publisher.checkQueue('after')).messageCount).toBe(0)
    await after.close()
  })

  test('lets its user ask its management about its virtual host while it is up', async () => {
    await using looked = await brokers.openOwn({ statisticsInterval: 500 })
    await using client = await dial(looked)
    await (await client.connection.createChannel()).assertQueue('seen')
    const asking = new Management(() => Object.assign(new URL(looked.management), { username: looked.user, password: looked.password }))
    await vi.waitFor(async () => expect((await asking.counts(looked.name)).queues).toEqual({ seen: { ready: 0, unacknowledged: 0 } }), 10_000)
    await looked.stop()
    await expect(asking.version()).rejects.toThrow('does not answer')
    await looked.start()
    await asking.version()
    expect(await asking.virtualHosts()).toEqual([looked.name])
  })

  test('leaves nobody connected when it ends, and nothing to the session after it', async () => {
    await using client = await dial(broker)
    await (await client.connection.createChannel()).assertQueue('left')
    await broker[Symbol.asyncDispose]()
    await client.ended
    await expect(dial(broker)).rejects.toThrow()
    broker = await brokers.openOwn({})
    await using next = await dial(broker)
    const channel = await next.connection.createChannel()
    channel.on('error', () => undefined)
    await expect(channel.checkQueue('left')).rejects.toThrow('404')
  })
})

describe.skipIf(missing !== undefined)('containers of brokers', { timeout: 180_000 }, () => {
  test('are gone with their lab, one that was left stopped too, and their volumes with them', async () => {
    const brokers = new DockerOwnBrokers({ docker, image: await image(), scope })
    const [used, stopped] = await Promise.all([brokers.openOwn({}), brokers.openOwn({})])
    await used[Symbol.asyncDispose]()
    const again = await brokers.openOwn({})
    expect(again.endpoint, 'what is up is used again').toEqual(used.endpoint)
    await again[Symbol.asyncDispose]()
    await stopped.stop()
    await stopped[Symbol.asyncDispose]()
    expect(await containers(), 'what is down is not kept').toHaveLength(1)
    await brokers[Symbol.asyncDispose]()
    expect(await containers()).toEqual([])
    expect((await docker.listVolumes({ filters })).Volumes).toEqual([])
  })

  test('end by themselves when their lab is killed', async () => {
    const script = `
      import Docker from 'dockerode'
      import { DockerOwnBrokers } from ${JSON.stringify(path.join(import.meta.dirname, 'docker-own-brokers.ts'))}
      await new DockerOwnBrokers({ docker: new Docker(), image: ${JSON.stringify(await image())}, scope: ${JSON.stringify(scope)} }).openOwn({})
      console.log('up')`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const [container] = await containers()
    expect(container?.State).toBe('running')
    const removed = docker.getContainer(container?.Id ?? '').wait({ condition: 'removed' })
    child.kill('SIGKILL')
    await removed
    expect(await containers()).toEqual([])
  })
})
