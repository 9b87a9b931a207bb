// The management API over HTTP, as a learner's program asks it. What RabbitMQ's says is compared where one is at hand.
//
//   LAB_RABBITMQ_URL=amqp://… LAB_RABBITMQ_ADMIN=http://…   the RabbitMQ to ask
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { consuming, emptied, published } from '../broker/behaviours/letters.fixture.ts'
import { Inbox, World } from '../broker/behaviours/client.fixture.ts'
import { Broker } from '../broker/broker.ts'
import { type BrokerServer, serveBroker } from '../broker/server.ts'
import { type ManagementServer, serveManagement } from './management-server.ts'

let broker: Broker
let server: BrokerServer
let management: ManagementServer
let world: World
beforeAll(async () => {
  broker = new Broker({ ids: () => randomBytes(16).toString('base64url') })
  for (const name of ['/', 'lab', 'other']) broker.addVirtualHost(name)
  broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/', 'lab', 'other'], tags: ['administrator'] })
  broker.addUser({ name: 'learner', password: 'se:cret', virtualHosts: ['lab'], tags: ['management'] })
  broker.addUser({ name: 'stranger', password: 'secret', virtualHosts: ['other'], tags: ['management'] })
  broker.addUser({ name: 'nobody', password: 'secret', virtualHosts: ['lab'] })
  server = await serveBroker(broker)
  management = await serveManagement(broker)
})
afterAll(async () => {
  await management[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => {
  world = new World(`amqp://learner:se%3Acret@127.0.0.1:${server.endpoint.port}/lab`, randomBytes(6).toString('hex'))
})
afterEach(() => world[Symbol.asyncDispose]())

interface Asked {
  readonly status: number
  readonly body: unknown
}
type Init = { readonly as?: string; readonly method?: string; readonly body?: unknown; readonly headers?: Record<string, string> }
async function ask(path: string, { as = 'learner:se:cret', method = 'GET', body, headers = {} }: Init = {}, base = `http://127.0.0.1:${management.endpoint.port}`): Promise<Asked> {
  const authorization = `Basic ${Buffer.from(as).toString('base64')}`
  const answer = await fetch(`${base}/api/${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

describe('the management API', () => {
  it('tells ready from unacknowledged, and who holds what', async () => {
    const queue = world.name('q')
    const channel = await world.confirming()
    await channel.assertQueue(queue, { durable: true, messageTtl: 60_000 })
    await published(channel, queue, ['one', 'two', 'three'])
    const holding = await world.channel()
    await holding.prefetch(2)
    await (await consuming(holding, queue, { consumerTag: 'stuck' })).has(2)
    expect(await ask(`queues/lab/${queue}`)).toMatchObject({
      status: 200,
      body: {
        name: queue,
        vhost: 'lab',
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
    const { body: consumers } = await ask('consumers/lab')
    const [{ channel_details: details }] = consumers as [{ channel_details: { name: string; connection_name: string } }]
    const { body: channels } = await ask('channels')
    expect(channels).toContainEqual(
      expect.objectContaining({ name: details.name, number: 1, prefetch_count: 2, messages_unacknowledged: 2, consumer_count: 1, confirm: false }),
    )
    expect(await ask(`connections/${encodeURIComponent(details.connection_name)}`)).toMatchObject({
      body: { user: 'learner', vhost: 'lab', channels: 1, state: 'running', client_properties: { product: 'amqplib' } },
    })
    expect(await ask('overview')).toMatchObject({
      body: { rabbitmq_version: '3.10.8', queue_totals: { messages: 3, messages_ready: 1, messages_unacknowledged: 2 }, object_totals: { queues: 1, consumers: 1 } },
    })
    await channel.deleteQueue(queue)
  })

  it('closes the connection that is named, with the reason that is given', async () => {
    const connection = await world.connect()
    const other = await world.connect()
    const [found] = (await ask('connections')).body as { name: string; connected_at: number }[]
    expect(found?.connected_at).toBeGreaterThan(Date.now() - 60_000)
    const closed = once(connection, 'close')
    expect(await ask(`connections/${encodeURIComponent(found?.name ?? '')}`, { method: 'DELETE', headers: { 'x-reason': 'stuck' } })).toEqual({
      status: 204,
      body: undefined,
    })
    expect(String((await closed)[0])).toContain('320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - stuck"')
    await other.createChannel()
    expect(await ask('connections/nobody', { method: 'DELETE' })).toMatchObject({ status: 404 })
  })

  it('publishes, gives messages to look at or for good, and purges', async () => {
    const queue = world.name('q')
    const channel = await world.channel()
    await channel.assertQueue(queue)
    const publish = (payload: string, more: object = {}) =>
      ask('exchanges/lab/amq.default/publish', {
        method: 'POST',
        body: { routing_key: queue, properties: { delivery_mode: 2, headers: { n: 1 } }, payload, payload_encoding: 'string', ...more },
      })
    expect((await publish('one')).body).toEqual({ routed: true })
    expect((await publish('dHdv', { payload_encoding: 'base64' })).body).toEqual({ routed: true })
    expect((await publish('lost', { routing_key: 'nowhere' })).body).toEqual({ routed: false })
    const get = (ackmode: string, count = 1) => ask(`queues/lab/${queue}/get`, { method: 'POST', body: { count, ackmode, encoding: 'auto' } })
    const first = { exchange: '', routing_key: queue, payload: 'one', payload_encoding: 'string', payload_bytes: 3, properties: { delivery_mode: 2, headers: { n: 1 } } }
    expect((await get('ack_requeue_true', 5)).body).toMatchObject([{ ...first, redelivered: false, message_count: 1 }, { payload: 'two' }])
    expect((await get('ack_requeue_false')).body).toMatchObject([{ ...first, redelivered: true, message_count: 1 }])
    expect((await get('reject_requeue_false')).body).toMatchObject([{ payload: 'two' }])
    expect((await get('ack_requeue_false')).body).toEqual([])
    await publish('three')
    expect(await ask(`queues/lab/${queue}/contents`, { method: 'DELETE' })).toEqual({ status: 204, body: undefined })
    expect(await emptied(channel, queue)).toEqual([])
  })

  it('shows a body that is no text as base64, and cuts it where asked', async () => {
    const queue = world.name('q')
    const channel = await world.confirming()
    await channel.assertQueue(queue)
    channel.sendToQueue(queue, Buffer.from([0xff, 0xfe, 0xfd]))
    await channel.waitForConfirms()
    const { body } = await ask(`queues/lab/${queue}/get`, { method: 'POST', body: { count: 1, ackmode: 'ack_requeue_true', encoding: 'auto', truncate: 2 } })
    expect(body).toMatchObject([{ payload: '//4=', payload_encoding: 'base64', payload_bytes: 3 }])
  })

  it('lists exchanges and bindings, those of the default exchange too', async () => {
    const [queue, exchange] = [world.name('q'), world.name('x')]
    const channel = await world.channel()
    await channel.assertQueue(queue)
    await channel.assertExchange(exchange, 'topic', { alternateExchange: 'amq.fanout' })
    await channel.bindQueue(queue, exchange, 'a.*', { n: 1 })
    await channel.bindExchange('amq.fanout', exchange, '#')
    expect((await ask(`exchanges/lab/${exchange}`)).body).toMatchObject({ type: 'topic', durable: true, internal: false, arguments: { 'alternate-exchange': 'amq.fanout' } })
    const one = { source: exchange, vhost: 'lab', destination: queue, destination_type: 'queue', routing_key: 'a.*', arguments: { n: 1 } }
    const own = { source: '', vhost: 'lab', destination: queue, destination_type: 'queue', routing_key: queue, arguments: {} }
    expect((await ask(`queues/lab/${queue}/bindings`)).body).toEqual([own, one])
    expect((await ask(`exchanges/lab/${exchange}/bindings/source`)).body).toEqual([one, { ...one, destination: 'amq.fanout', destination_type: 'exchange', routing_key: '#', arguments: {} }])
    expect((await ask('bindings/lab')).body).toContainEqual(own)
  })

  it('tells the single active consumer from those that wait', async () => {
    const queue = world.name('q')
    const channel = await world.channel()
    await channel.assertQueue(queue, { arguments: { 'x-single-active-consumer': true } })
    for (const consumerTag of ['first', 'second']) await channel.consume(queue, new Inbox().take, { consumerTag })
    expect(((await ask(`queues/lab/${queue}`)).body as { single_active_consumer_tag: string }).single_active_consumer_tag).toBe('first')
    const { body } = await ask('consumers/lab')
    expect(body).toMatchObject([
      { consumer_tag: 'first', active: true, activity_status: 'single_active' },
      { consumer_tag: 'second', active: false, activity_status: 'waiting' },
    ])
  })
})

describe('who may ask the management', () => {
  it('is a user with its password and a tag', async () => {
    expect(await ask('whoami')).toEqual({ status: 200, body: { name: 'learner', tags: ['management'] } })
    expect(await ask('whoami', { as: 'learner:wrong' })).toEqual({ status: 401, body: { error: 'not_authorized', reason: 'Login failed' } })
    expect(await ask('whoami', { as: 'nobody:secret' })).toEqual({ status: 401, body: { error: 'not_authorized', reason: 'Not management user' } })
    const asked = await fetch(`http://127.0.0.1:${management.endpoint.port}/`)
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Ackademy embedded broker"'])
  })

  it('sees no virtual host and no connection of another', async () => {
    const queue = world.name('q')
    await (await world.channel()).assertQueue(queue)
    const as = 'stranger:secret'
    for (const path of [`queues/lab/${queue}`, 'queues/lab', 'exchanges/lab', 'bindings/lab', 'consumers/lab', 'vhosts/lab']) {
      expect([path, (await ask(path, { as })).status]).toEqual([path, 404])
    }
    expect((await ask('connections', { as })).body).toEqual([])
    expect((await ask('queues', { as })).body).toEqual([])
    const [mine] = (await ask('connections')).body as { name: string }[]
    expect((await ask(`connections/${encodeURIComponent(mine?.name ?? '')}`, { as, method: 'DELETE' })).status).toBe(404)
    expect((await ask(`queues/lab/${queue}/contents`, { as, method: 'DELETE' })).status).toBe(404)
    expect((await ask(`queues/lab/${queue}`, { as: 'guest:guest' })).status).toBe(200)
  })

  it('is no page of another origin', async () => {
    expect((await ask('overview', { headers: { origin: 'http://evil.example' } })).status).toBe(403)
    expect((await ask('overview', { headers: { origin: 'null' } })).status).toBe(403)
    expect((await ask('overview', { headers: { origin: `http://127.0.0.1:${management.endpoint.port}` } })).status).toBe(200)
  })
})

/** What is answered alike by RabbitMQ. */
const REFUSED: readonly (readonly [path: string, init: Init, answer: Asked])[] = [
  ['queues/%2F/missing', {}, { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } }],
  ['nonsense', {}, { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } }],
  ['queues/nowhere/q', {}, { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } }],
  ['connections/nobody', { method: 'DELETE' }, { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } }],
  ['overview', { as: 'guest:wrong' }, { status: 401, body: { error: 'not_authorized', reason: 'Login failed' } }],
  ['exchanges/%2F/amq.default/publish', { method: 'POST', body: '{nonsense' }, { status: 400, body: { error: 'bad_request', reason: 'not_json' } }],
  [
    'exchanges/%2F/amq.default/publish',
    { method: 'POST', body: { routing_key: 'k', payload: 'x' } },
    { status: 400, body: { error: 'bad_request', reason: '[{key_missing,properties},{key_missing,payload_encoding}]' } },
  ],
]

describe('what the management refuses', () => {
  it.each(REFUSED)('%s with %j, as RabbitMQ does', async (path, init, answer) => {
    expect(await ask(path, { as: 'guest:guest', ...init })).toEqual(answer)
    const real = process.env['LAB_RABBITMQ_ADMIN'] ?? ''
    if (real === '') return
    const { origin, username, password } = new URL(real)
    expect(await ask(path, { as: `${username}:${password}`, ...init }, origin)).toEqual(answer)
  })
})

describe('the management’s page', () => {
  it('is served with its script as the browser runs it', async () => {
    const get = async (path: string) => {
      const headers = { authorization: `Basic ${Buffer.from('learner:se:cret').toString('base64')}` }
      const answer = await fetch(`http://127.0.0.1:${management.endpoint.port}${path}`, { headers })
      return [answer.status, answer.headers.get('content-type'), await answer.text()] as const
    }
    expect(await get('/')).toMatchObject([200, 'text/html; charset=utf-8', expect.stringContaining('<h1>Broker management</h1>')])
    const [status, type, script] = await get('/page-client.js')
    expect([status, type]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(script).not.toContain('interface Action')
    expect((await get('/elsewhere'))[0]).toBe(404)
  })
})
