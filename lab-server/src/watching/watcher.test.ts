// Programs of one's own before the tap, in two AMQP clients, against the lab's broker and a RabbitMQ where there is one.
import amqp from 'amqplib'
import { Connection } from 'rabbitmq-client'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'
import { givenRabbitMq } from '../services/given-rabbitmq.ts'
import { embeddedRabbitMq } from '../services/embedded-rabbitmq.ts'
import { amqpUrl, type SharedRabbitMq, type VirtualHost } from '../services/rabbitmq.ts'
import { Watcher } from './watcher.ts'

const url = process.env['LAB_RABBITMQ_URL']
const admin = process.env['LAB_RABBITMQ_ADMIN']
const given = (address: string) => givenRabbitMq({ url: new URL(address), admin: admin === undefined ? undefined : new URL(admin) })

const brokers = [
  { name: 'the lab’s own broker', open: (): Promise<SharedRabbitMq> => embeddedRabbitMq() },
  ...(url === undefined ? [] : [{ name: 'a RabbitMQ', open: () => given(url) }]),
]

describe.each(brokers)('before $name', ({ open }) => {
  let rabbit: SharedRabbitMq
  let host: VirtualHost
  beforeEach(async () => {
    rabbit = await open()
    host = await rabbit.open()
  })
  afterEach(async () => {
    await host[Symbol.asyncDispose]()
    await rabbit[Symbol.asyncDispose]()
  })

  const watch = async (quietMs = 300) => {
    const told: Seen[] = []
    const waiting = new Map<string, () => void>()
    const watcher = await Watcher.open({
      to: host.endpoint,
      listen: { host: '127.0.0.1', port: 0 },
      quietMs,
      mostEvents: 10_000,
      now: () => performance.now(),
      seen: (seen) => {
        told.push(seen)
        waiting.get(seen.mistake)?.()
      },
      unreachable: (error) => expect.unreachable(error.message),
    })
    onTestFinished(() => watcher[Symbol.asyncDispose]())
    const named = async (mistake: string): Promise<Seen> => {
      const find = () => told.find((seen) => seen.mistake === mistake)
      if (find() === undefined) await new Promise<void>((resolve) => waiting.set(mistake, resolve))
      return find() ?? expect.unreachable()
    }
    return { watcher, told, named, address: amqpUrl(host, watcher.listener) }
  }

  test('names three mistakes of a program in another AMQP client, while it runs', async () => {
    const { named, address, watcher } = await watch()
    await using connection = closing(new Connection(address))
    const rabbitMq = connection.client
    await rabbitMq.queueDeclare({ queue: 'jobs', durable: true })
    const publisher = rabbitMq.createPublisher({ confirm: true })
    for (let number = 1; number <= 150; number++) await publisher.send({ routingKey: 'jobs', durable: false }, { number })
    expect((await named('not-persistent')).message).toContain('went out without delivery_mode 2')

    const channel = await rabbitMq.acquire()
    await channel.basicConsume({ queue: 'jobs' }, () => undefined)
    expect((await named('no-prefetch')).message).toContain('app consumed without a limit')
    const { message, evidence } = await named('never-acks')
    expect(message).toContain('You never acknowledged: 150 messages delivered')
    expect(watcher.recording.events[(evidence[0] ?? 0) - 1]?.type).toBe('basic.deliver')
    await channel.close()
    await publisher.close()
  })

  test('names an acknowledgement sent twice, with what RabbitMQ answered, and a refusal no rule has words for', async () => {
    const { named, address } = await watch()
    const connection = await amqp.connect(address)
    const channel = await connection.createChannel()
    channel.on('error', () => undefined)
    const closed = new Promise((resolve) => channel.once('close', resolve))
    await channel.assertQueue('jobs', { durable: true })
    await channel.prefetch(1)
    channel.sendToQueue('jobs', Buffer.from('1'), { persistent: true })
    await channel.consume('jobs', (message) => {
      if (message === null) return
      channel.ack(message)
      channel.ack(message)
    })
    await closed
    expect((await named('acks-twice')).message).toContain('406 PRECONDITION_FAILED - unknown delivery tag 1')

    const other = await connection.createChannel()
    other.on('error', () => undefined)
    await expect(other.assertQueue('jobs', { durable: false })).rejects.toThrow('inequivalent arg')
    expect((await named('refused')).message).toContain('406 PRECONDITION_FAILED - inequivalent arg')
    await connection.close()
  })

  test('has nothing to say about a program that does it right', async () => {
    const { told, address, watcher } = await watch(200)
    const connection = await amqp.connect(address)
    const channel = await connection.createConfirmChannel()
    await channel.assertQueue('jobs', { durable: true })
    await channel.prefetch(5)
    for (let number = 1; number <= 20; number++) channel.sendToQueue('jobs', Buffer.from(String(number)), { persistent: true })
    await channel.waitForConfirms()
    await new Promise<void>((resolve) => {
      let done = 0
      void channel.consume('jobs', (message) => {
        if (message === null) return
        channel.ack(message)
        if (++done === 20) resolve()
      })
    })
    await channel.close()
    await connection.close()
    await watcher[Symbol.asyncDispose]()
    expect(told).toEqual([])
    expect(watcher.recording.events.filter(({ type }) => type === 'basic.ack').length).toBeGreaterThan(20)
  })
})

const closing = (client: Connection) => ({ client, [Symbol.asyncDispose]: () => client.close() })
