// Random sequences of what clients do, one after the other: what they see of the embedded broker is what they see of RabbitMQ. Where no RabbitMQ is at
// hand, the embedded broker must at least do the same twice.
//
//   LAB_RABBITMQ_URL=amqp://…   the RabbitMQ to ask
//   LAB_RANDOM_RUNS=N           so many sequences
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveGuest } from './guest-broker.fixture.ts'
import { type Deed, deeds } from './arbitrary-deeds.ts'
import { World } from './client.fixture.ts'
import { Doer } from './doer.fixture.ts'

const real = process.env['LAB_RABBITMQ_URL'] ?? ''
const numRuns = Number(process.env['LAB_RANDOM_RUNS'] ?? 30)
/** Of one sequence on one broker, in milliseconds; and for finding the shortest that differs. */
const EACH = 2000

describe('random deeds', { timeout: 60_000 + numRuns * EACH }, () => {
  let server: Awaited<ReturnType<typeof serveGuest>>
  beforeAll(async () => {
    server = await serveGuest()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  async function seenOf(url: string, done: readonly Deed[]): Promise<unknown> {
    await using world = new World(url, randomBytes(6).toString('hex'))
    return await Doer.watch(world, done)
  }

  it(`look the same of ${real === '' ? 'the embedded broker, twice' : 'the embedded broker and of RabbitMQ'}`, async () => {
    const embedded = server.url
    await fc.assert(
      fc.asyncProperty(deeds, async (done) => {
        const [seen, expected] = await Promise.all([seenOf(embedded, done), seenOf(real === '' ? embedded : real, done)])
        expect(seen).toEqual(expected)
      }),
      { numRuns },
    )
  })
})
