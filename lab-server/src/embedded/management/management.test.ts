// Who may ask the management, and what it refuses. RabbitMQ is asked the same where one is at hand; what it answers is in api.contract.test.ts.
//
//   LAB_RABBITMQ_URL=amqp://… LAB_RABBITMQ_ADMIN=http://…   the RabbitMQ to ask
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { World } from '../broker/behaviours/client.fixture.ts'
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
async function ask(
  path: string,
  { as = 'learner:se:cret', method = 'GET', body, headers = {} }: Init = {},
  base = `http://127.0.0.1:${management.endpoint.port}`,
): Promise<Asked> {
  const authorization = `Basic ${Buffer.from(as).toString('base64')}`
  const answer = await fetch(`${base}/api/${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

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
    const [status, type, script] = await get('/page.client.js')
    expect([status, type]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(script).not.toContain('interface Action')
    expect((await get('/elsewhere'))[0]).toBe(404)
  })
})
