// Random sequences of what clients do, one after the other: what they see of the embedded broker is what they see of RabbitMQ. Where no RabbitMQ is at
// hand, the embedded broker must at least do the same twice.
//
//   LAB_RABBITMQ_URL=amqp://…   the RabbitMQ to ask
//   LAB_RANDOM_RUNS=N           so many sequences
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Broker } from '../broker.ts'
import { type BrokerServer, serveBroker } from '../server.ts'
import { type Deed, deeds } from './arbitrary-deeds.ts'
import { World } from './client.fixture.ts'
import { Doer } from './doer.fixture.ts'

const real = process.env['LAB_RABBITMQ_URL'] ?? ''
const numRuns = Number(process.env['LAB_RANDOM_RUNS'] ?? 30)
/** Of one sequence on one broker, in milliseconds; and for finding the shortest that differs. */
const EACH = 2000

describe('random deeds', { timeout: 60_000 + numRuns * EACH }, () => {
  let server: BrokerServer
  beforeAll(async () => {
    const broker = new Broker({ ids: () => randomBytes(16).toString('base64url') })
    broker.addVirtualHost('/')
    broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
    server = await serveBroker(broker)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  async function seenOf(url: string, done: readonly Deed[]): Promise<unknown> {
    await using world = new World(url, randomBytes(6).toString('hex'))
    return await Doer.watch(world, done)
  }

  it(`look the same of ${real === '' ? 'the embedded broker, twice' : 'the embedded broker and of RabbitMQ'}`, async () => {
    const embedded = `amqp://guest:guest@127.0.0.1:${server.endpoint.port}`
    await fc.assert(
      fc.asyncProperty(deeds, async (done) => {
        const [seen, expected] = await Promise.all([seenOf(embedded, done), seenOf(real === '' ? embedded : real, done)])
        expect(seen).toEqual(expected)
      }),
      { numRuns },
    )
  })
})
