// The management API over HTTP, as a learner's program asks it: the same of the embedded broker and, where one is at hand, of RabbitMQ. Both answer
// in the fields the course uses with these values. RabbitMQ's statistics are seconds old, and nothing tells when they are new: it is asked until then.
//
//   LAB_RABBITMQ_URL=amqp://… LAB_RABBITMQ_ADMIN=http://…   the RabbitMQ to ask
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Socket } from 'node:net'
import type { ChannelModel } from 'amqplib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Management } from '../../services/management.ts'
import { consuming, emptied, published } from '../broker/behaviours/letters.fixture.ts'
import { Inbox, World } from '../broker/behaviours/client.fixture.ts'
import { Broker } from '../broker/broker.ts'
import { serveBroker } from '../broker/server.ts'
import { serveManagement } from './management-server.ts'

const HOST = `lab-${randomBytes(4).toString('hex')}`
const USER = `learner-${HOST}`

interface Kind {
  readonly amqp: string
  readonly http: string
  close(): Promise<void>
}

async function embedded(): Promise<Kind> {
  const broker = new Broker({ ids: () => randomBytes(16).toString('base64url') })
  broker.addVirtualHost(HOST)
  broker.addUser({ name: USER, password: 'secret', virtualHosts: [HOST], tags: ['management'] })
  const server = await serveBroker(broker)
  const management = await serveManagement(broker)
  return {
    amqp: `127.0.0.1:${server.endpoint.port}`,
    http: `http://127.0.0.1:${management.endpoint.port}`,
    async close() {
      await management[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

const url = process.env['LAB_RABBITMQ_URL'] ?? ''
async function given(): Promise<Kind> {
  const admin = new URL(process.env['LAB_RABBITMQ_ADMIN'] ?? '')
  const management = new Management(() => admin)
  await Promise.all([management.makeVirtualHost(HOST), management.makeUser(USER, { password: 'secret', tags: 'management' })])
  await management.permit(USER, HOST)
  return {
    amqp: new URL(url).host,
    http: admin.origin,
    async close() {
      await management.deleteVirtualHost(HOST)
      await management.deleteUser(USER)
    },
  }
}

const kinds: [name: string, open: () => Promise<Kind>][] = [
  ['the embedded broker', embedded],
  ...(url === '' ? [] : [['RabbitMQ', given] satisfies [string, () => Promise<Kind>]]),
]

/** As long as its statistics may take. */
const eventually = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 20_000, interval: 100 })

/** The client's own, by which the broker names its connection. */
const portOf = ({ connection }: ChannelModel): number => {
  const stream: unknown = Reflect.get(connection, 'stream')
  return stream instanceof Socket ? (stream.localPort ?? 0) : 0
}

describe.each(kinds)('the management API of %s', { timeout: 60_000 }, (_, open) => {
  let kind: Kind
  let world: World
  beforeAll(async () => {
    kind = await open()
  })
  afterAll(() => kind.close())
  beforeEach(() => {
    world = new World(`amqp://${USER}:secret@${kind.amqp}/${HOST}`, randomBytes(6).toString('hex'))
  })
  afterEach(() => world[Symbol.asyncDispose]())

  async function ask(
    path: string,
    { method = 'GET', body, headers = {} }: { method?: string; body?: object; headers?: Record<string, string> } = {},
  ) {
    const authorization = `Basic ${Buffer.from(`${USER}:secret`).toString('base64')}`
    const answer = await fetch(`${kind.http}/api/${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }

  it('tells ready from unacknowledged, and who holds what', async () => {
    const queue = world.name('q')
    const channel = await world.confirming()
    await channel.assertQueue(queue, { durable: true, messageTtl: 60_000 })
    await published(channel, queue, ['one', 'two', 'three'])
    const holding = await world.channel()
    await holding.prefetch(2)
    await (await consuming(holding, queue, { consumerTag: 'stuck' })).has(2)
    await eventually(async () => {
      expect(await ask(`queues/${HOST}/${queue}`)).toMatchObject({
        status: 200,
        body: {
          name: queue,
          vhost: HOST,
          type: 'classic',
          durable: true,
          arguments: { 'x-message-ttl': 60_000 },
          messages: 3,
          messages_ready: 1,
          messages_unacknowledged: 2,
          message_bytes_ready: 5,
          consumers: 1,
          consumer_details: [{ consumer_tag: 'stuck', ack_required: true, prefetch_count: 2, active: true, activity_status: 'up' }],
        },
      })
      const { body: consumers } = await ask(`consumers/${HOST}`)
      const [{ channel_details: details }] = consumers as [{ channel_details: { name: string; connection_name: string } }]
      const { body: channels } = await ask('channels')
      expect(channels).toContainEqual(
        expect.objectContaining({ name: details.name, number: 1, prefetch_count: 2, messages_unacknowledged: 2, consumer_count: 1, confirm: false }),
      )
      expect(await ask(`connections/${encodeURIComponent(details.connection_name)}`)).toMatchObject({
        body: { user: USER, vhost: HOST, channels: 1, state: 'running', client_properties: { product: 'amqplib' } },
      })
      expect(await ask('overview')).toMatchObject({
        body: {
          rabbitmq_version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
          queue_totals: { messages: 3, messages_ready: 1, messages_unacknowledged: 2 },
          object_totals: { queues: 1, connections: 2, channels: 2 },
        },
      })
    })
    await channel.deleteQueue(queue)
  })

  it('closes the connection that is named, with the reason that is given', async () => {
    const connection = await world.connect()
    const other = await world.connect()
    const found = await eventually(async () => {
      const all = (await ask('connections')).body as { name: string; connected_at: number; peer_port: number }[]
      expect(all).toHaveLength(2)
      return all.find(({ peer_port: port }) => port === portOf(connection))
    })
    expect(found?.connected_at).toBeGreaterThan(Date.now() - 60_000)
    const closed = once(connection, 'close')
    expect(await ask(`connections/${encodeURIComponent(found?.name ?? '')}`, { method: 'DELETE', headers: { 'x-reason': 'stuck' } })).toEqual({
      status: 204,
      body: undefined,
    })
    expect(String((await closed)[0])).toContain('320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - stuck"')
    await other.createChannel()
  })

  it('publishes, gives messages to look at or for good, and purges', async () => {
    const queue = world.name('q')
    const channel = await world.channel()
    await channel.assertQueue(queue)
    const publish = (payload: string, more: object = {}) =>
      ask(`exchanges/${HOST}/amq.default/publish`, {
        method: 'POST',
        body: { routing_key: queue, properties: { delivery_mode: 2, headers: { n: 1 } }, payload, payload_encoding: 'string', ...more },
      })
    expect((await publish('one')).body).toEqual({ routed: true })
    expect((await publish('dHdv', { payload_encoding: 'base64' })).body).toEqual({ routed: true })
    expect((await publish('lost', { routing_key: 'nowhere' })).body).toEqual({ routed: false })
    const get = (ackmode: string, count = 1) => ask(`queues/${HOST}/${queue}/get`, { method: 'POST', body: { count, ackmode, encoding: 'auto' } })
    const first = {
      exchange: '',
      routing_key: queue,
      payload: 'one',
      payload_encoding: 'string',
      payload_bytes: 3,
      properties: { delivery_mode: 2, headers: { n: 1 } },
    }
    expect((await get('ack_requeue_true', 5)).body).toMatchObject([{ ...first, redelivered: false, message_count: 1 }, { payload: 'two' }])
    expect((await get('ack_requeue_false')).body).toMatchObject([{ ...first, redelivered: true, message_count: 1 }])
    expect((await get('reject_requeue_false')).body).toMatchObject([{ payload: 'two' }])
    expect((await get('ack_requeue_false')).body).toEqual([])
    await publish('three')
    expect(await ask(`queues/${HOST}/${queue}/contents`, { method: 'DELETE' })).toEqual({ status: 204, body: undefined })
    expect(await emptied(channel, queue)).toEqual([])
  })

  it('shows a body that is no text as base64, and cuts it where asked', async () => {
    const queue = world.name('q')
    const channel = await world.confirming()
    await channel.assertQueue(queue)
    channel.sendToQueue(queue, Buffer.from([0xff, 0xfe, 0xfd]))
    await channel.waitForConfirms()
    const { body } = await ask(`queues/${HOST}/${queue}/get`, {
      method: 'POST',
      body: { count: 1, ackmode: 'ack_requeue_true', encoding: 'auto', truncate: 2 },
    })
    expect(body).toMatchObject([{ payload: '//4=', payload_encoding: 'base64', payload_bytes: 3 }])
  })

  it('lists exchanges and bindings, those of the default exchange too', async () => {
    const [queue, exchange] = [world.name('q'), world.name('x')]
    const channel = await world.channel()
    await channel.assertQueue(queue)
    await channel.assertExchange(exchange, 'topic', { alternateExchange: 'amq.fanout' })
    await channel.bindQueue(queue, exchange, 'a.*', { n: 1 })
    await channel.bindExchange('amq.fanout', exchange, '#')
    expect((await ask(`exchanges/${HOST}/${exchange}`)).body).toMatchObject({
      type: 'topic',
      durable: true,
      internal: false,
      arguments: { 'alternate-exchange': 'amq.fanout' },
    })
    const one = { source: exchange, vhost: HOST, destination: queue, destination_type: 'queue', routing_key: 'a.*', arguments: { n: 1 } }
    const own = { source: '', vhost: HOST, destination: queue, destination_type: 'queue', routing_key: queue, arguments: {} }
    expect((await ask(`queues/${HOST}/${queue}/bindings`)).body).toMatchObject([own, one])
    const { body: from } = await ask(`exchanges/${HOST}/${exchange}/bindings/source`)
    expect(from).toHaveLength(2)
    for (const binding of [one, { ...one, destination: 'amq.fanout', destination_type: 'exchange', routing_key: '#', arguments: {} }])
      expect(from).toContainEqual(expect.objectContaining(binding))
    expect((await ask(`bindings/${HOST}`)).body).toContainEqual(expect.objectContaining(own))
  })

  it('tells the single active consumer from those that wait', async () => {
    const queue = world.name('q')
    const channel = await world.channel()
    await channel.assertQueue(queue, { arguments: { 'x-single-active-consumer': true } })
    for (const consumerTag of ['first', 'second']) await channel.consume(queue, new Inbox().take, { consumerTag })
    await eventually(async () => {
      expect(((await ask(`queues/${HOST}/${queue}`)).body as { single_active_consumer_tag: string }).single_active_consumer_tag).toBe('first')
      const { body } = await ask(`consumers/${HOST}`)
      expect(body).toHaveLength(2)
      expect(body).toContainEqual(expect.objectContaining({ consumer_tag: 'first', active: true, activity_status: 'single_active' }))
      expect(body).toContainEqual(expect.objectContaining({ consumer_tag: 'second', active: false, activity_status: 'waiting' }))
    })
  })
})
