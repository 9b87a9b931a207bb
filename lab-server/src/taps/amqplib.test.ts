// A real client and a broker with a tap between them: the lab's own broker, and a RabbitMQ where LAB_RABBITMQ_URL names one.
import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import type { ChannelModel, ConfirmChannel } from 'amqplib'
import { connect } from 'amqplib'
import { describe, expect, test } from 'vitest'
import { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { Endpoint } from '../engines/engine.ts'
import { embeddedRabbitMq } from '../services/embedded-rabbitmq.ts'
import { amqpUrl } from '../services/rabbitmq.ts'
import type { Tap } from './tap.ts'
import { openTap } from './tap.ts'

interface Tapped extends AsyncDisposable {
  readonly tap: Tap
  readonly events: AmqpEvent[]
  readonly connection: ChannelModel
  readonly channel: ConfirmChannel
  /** Connects once more, through the tap. */
  connectAgain(): Promise<ChannelModel>
  /** Connects to the broker itself. */
  connectPastTap(): Promise<ChannelModel>
  /** A queue of its own, empty. */
  readonly queue: string
}

const rabbitmq = process.env['LAB_RABBITMQ_URL']

async function brokerUrl(given: string | undefined, closing: AsyncDisposableStack): Promise<{ endpoint: Endpoint; urlAt: (at: Endpoint) => string }> {
  if (given !== undefined) {
    const url = new URL(given)
    return {
      endpoint: { host: url.hostname, port: Number(url.port || 5672) },
      urlAt: ({ host, port }) => Object.assign(new URL(given), { hostname: host, port }).href,
    }
  }
  const broker = closing.use(await embeddedRabbitMq())
  const virtualHost = closing.use(await broker.open())
  return { endpoint: virtualHost.endpoint, urlAt: (at) => amqpUrl(virtualHost, at) }
}

async function tapped(broker: string | undefined): Promise<Tapped> {
  const closing = new AsyncDisposableStack()
  const { endpoint, urlAt } = await brokerUrl(broker, closing)
  const events: AmqpEvent[] = []
  let connections = 0
  const tap = closing.use(
    await openTap({
      program: 'p',
      upstream: endpoint,
      record: (event) => {
        const recorded = AmqpEvent.parse({ ...event, seq: events.length + 1, at: events.length })
        events.push(recorded)
        return recorded
      },
      nextConnection: () => ++connections,
    }),
  )
  const connectAgain = () => connect(urlAt(tap.listener))
  const connection = await connectAgain()
  connection.on('error', () => undefined)
  let closed = false
  connection.once('close', () => (closed = true))
  closing.defer(async () => {
    if (!closed) await connection.close().catch(() => undefined)
    await tap.idle()
  })
  const channel = await connection.createConfirmChannel()
  const { queue } = await channel.assertQueue('', { exclusive: true })
  return {
    tap,
    events,
    connection,
    channel,
    connectAgain,
    queue,
    connectPastTap: () => connect(urlAt(endpoint)),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const sizes = [0, 1, 131_064, 131_065, 300_000]

describe.each([{ name: 'the lab’s own broker', broker: undefined }, ...(rabbitmq === undefined ? [] : [{ name: 'RabbitMQ', broker: rabbitmq }])])(
  'with $name',
  ({ broker }) => {
    test('messages of all sizes come through whole, and their events tell their size and hash', async () => {
      await using stage = await tapped(broker)
      const { channel, queue, events } = stage
      const bodies = sizes.map((size) => Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) % 256)))
      const got: Buffer[] = []
      const { promise: all, resolve } = Promise.withResolvers<undefined>()
      await channel.consume(queue, (message) => {
        if (message === null) return
        channel.ack(message)
        got.push(message.content)
        if (got.length === bodies.length) resolve(undefined)
      })
      for (const body of bodies) channel.sendToQueue(queue, body, { headers: { size: body.length } })
      await channel.waitForConfirms()
      await all
      await channel.close()
      expect(got).toEqual(bodies)
      for (const type of ['basic.publish', 'basic.deliver'] as const) {
        expect(events.flatMap((event) => ('body' in event && event.type === type ? [[event.body.size, event.body.sha256]] : []))).toEqual(
          bodies.map((body) => [body.length, createHash('sha256').update(body).digest('hex')]),
        )
      }
      expect(events.filter((event) => event.type === 'basic.ack' && event.from === 'program')).toHaveLength(sizes.length)
    })

    test('a confirm that is held has not come, until it is released', async () => {
      await using stage = await tapped(broker)
      const { channel, queue, tap } = stage
      const hold = tap.hold((event) => event.type === 'basic.ack' && event.from === 'broker')
      let confirmed = false
      channel.sendToQueue(queue, Buffer.from('1'))
      const confirms = channel.waitForConfirms().then(() => {
        confirmed = true
      })
      await hold.reached
      // The other direction runs on: the program's next message is seen, in a later turn of the loop, and still no confirm.
      const second = tap.hold((event) => event.type === 'basic.publish')
      channel.sendToQueue(queue, Buffer.from('2'))
      await second.reached
      second.release()
      expect(confirmed).toBe(false)
      hold.release()
      await confirms
    })

    test('an ack that is held and dropped leaves its message to the next consumer, marked as redelivered', async () => {
      await using stage = await tapped(broker)
      const { channel, tap, events } = stage
      const queue = `tap-test-${String(process.pid)}`
      await channel.assertQueue(queue, { durable: false, autoDelete: false })
      channel.sendToQueue(queue, Buffer.from('once more'))
      await channel.waitForConfirms()
      const hold = tap.hold((event) => event.type === 'basic.ack' && event.from === 'program')
      await channel.consume(queue, (message) => {
        if (message !== null) channel.ack(message)
      })
      await hold.reached
      hold.drop()
      await tap.idle()
      expect(events.at(-1)).toMatchObject({ type: 'socket.end', by: 'lab' })
      const again = await stage.connectAgain()
      const next = await again.createChannel()
      const message = await next.get(queue)
      expect(message).toMatchObject({ content: Buffer.from('once more'), fields: { redelivered: true } })
      await next.deleteQueue(queue)
      await again.close()
    })

    test('what a broker objects to is recorded in its words', async () => {
      await using stage = await tapped(broker)
      const { connection, events } = stage
      const channel = await connection.createChannel()
      channel.on('error', () => undefined)
      await expect(channel.checkQueue('nobody-made-this')).rejects.toThrow('404')
      const { virtualHost } = events.find((event) => event.type === 'connection.open') ?? { virtualHost: '' }
      expect(events.find((event) => event.type === 'channel.close')).toMatchObject({
        from: 'broker',
        channel: 2,
        replyCode: 404,
        replyText: `NOT_FOUND - no queue 'nobody-made-this' in vhost '${virtualHost}'`,
        classId: 50,
        methodId: 10,
      })
    })

    test('what a program acknowledged before it died is acknowledged', async () => {
      await using stage = await tapped(broker)
      const { tap, events } = stage
      await stage.connection.close()
      const observer = await stage.connectPastTap()
      const channel = await observer.createConfirmChannel()
      const { queue } = await channel.assertQueue('', { exclusive: false, autoDelete: false })
      const messages = 20
      for (let round = 1; round <= 20; round++) {
        for (let message = 0; message < messages; message++) channel.sendToQueue(queue, Buffer.from('x'))
        await channel.waitForConfirms()
        const before = events.length
        const { promise: dead, resolve } = Promise.withResolvers<undefined>()
        const dying = await stage.connectAgain()
        dying.on('error', () => undefined)
        const dyingChannel = await dying.createChannel()
        let delivered = 0
        await dyingChannel.consume(queue, (message) => {
          if (message === null) return
          dyingChannel.ack(message)
          if (++delivered === messages) setImmediate(() => setImmediate(() => resolve(undefined))) // amqplib writes in the next turn of the loop
        })
        await dead
        socketOf(dying).resetAndDestroy()
        await tap.idle()
        const acks = events.slice(before).filter((event) => event.type === 'basic.ack' && event.from === 'program').length
        const { messageCount } = await channel.checkQueue(queue)
        expect(messageCount, `round ${String(round)}: the queue keeps what was not acknowledged on the wire`).toBe(messages - acks)
        await channel.purgeQueue(queue)
      }
      await channel.deleteQueue(queue)
      await observer.close()
    })
  },
)

/** The socket under a connection, to let it die as a killed process's does: amqplib keeps it as `stream`, untyped. */
function socketOf(connection: ChannelModel): Socket {
  const stream: unknown = Reflect.get(connection.connection, 'stream')
  if (!(stream instanceof Socket)) throw new TypeError('amqplib keeps its socket elsewhere now')
  return stream
}
