// What a broker does, as cases any AMQP URL can be asked. The expectations are RabbitMQ 3.10.8's answers: the embedded broker
// must give the same, and where a RabbitMQ is at hand it is asked too, so that they stay true.
//
//   LAB_RABBITMQ_URL=amqp://…   the RabbitMQ to ask
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveGuest } from './guest-broker.fixture.ts'
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
  let server: Awaited<ReturnType<typeof serveGuest>>
  beforeAll(async () => {
    server = await serveGuest()
  })
  afterAll(() => server[Symbol.asyncDispose]())
  asked(
    () => server.url,
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
