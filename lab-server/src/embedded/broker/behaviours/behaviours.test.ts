// What a broker does, as cases any AMQP URL can be asked. The expectations are RabbitMQ 3.10.8's answers: the embedded broker
// must give the same, and where a RabbitMQ is at hand it is asked too, so that they stay true.
//
//   LAB_RABBITMQ_URL=amqp://…   the RabbitMQ to ask
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Broker } from '../broker.ts'
import { type BrokerServer, serveBroker } from '../server.ts'
import { BEHAVIOURS } from './behaviours.fixture.ts'
import type { Case } from './case.fixture.ts'
import { World } from './client.fixture.ts'

function asked(url: () => string, expectation: (of: Case) => unknown): void {
  for (const [group, cases] of Object.entries(BEHAVIOURS)) {
    describe(group, () => {
      it.concurrent.each(cases)('$name', async (one) => {
        await using world = new World(url(), randomBytes(6).toString('hex'))
        expect(world.plain(await one.observe(world))).toEqual(expectation(one))
      })
    })
  }
}

describe('the embedded broker', () => {
  let server: BrokerServer
  beforeAll(async () => {
    const broker = new Broker({ ids: () => randomBytes(16).toString('base64url') })
    broker.addVirtualHost('/')
    broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
    server = await serveBroker(broker)
  })
  afterAll(() => server[Symbol.asyncDispose]())
  asked(
    () => `amqp://guest:guest@127.0.0.1:${server.endpoint.port}`,
    ({ expected, embedded }) => (embedded === undefined ? expected : embedded.expected),
  )
})

const url = process.env['LAB_RABBITMQ_URL'] ?? ''
describe.skipIf(url === '')('RabbitMQ itself', () =>
  asked(
    () => url,
    ({ expected }) => expected,
  ),
)

it('are listed for the course’s page (npm test -- -u behaviours.test writes the list anew)', async () => {
  const groups = Object.entries(BEHAVIOURS).map(([group, cases]) => ({
    group,
    cases: cases.map(({ name, embedded }) => ({ name, ...(embedded && { differs: embedded.why }) })),
  }))
  const list = path.resolve(import.meta.dirname, '../../../../../site/src/broker-behaviours.json')
  await expect(JSON.stringify(groups, undefined, 2) + '\n').toMatchFileSnapshot(list)
})
