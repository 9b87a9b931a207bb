// A program before the broker's management: by its own account, behind a tap, and only where its exercise asks for it.
//
//   LAB_RABBITMQ_URL=amqp://… LAB_RABBITMQ_ADMIN=http://…   the RabbitMQ to ask beside the lab's own broker
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lab } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { readConfig } from '../config.ts'
import { openParts, type LabParts } from '../parts.ts'
import { ExerciseFolders, type LoadedExercise } from './exercise-folder.ts'
import { runCheck } from './run-check.ts'

const real = process.env['LAB_RABBITMQ_URL'] ?? ''
const admin = process.env['LAB_RABBITMQ_ADMIN'] ?? ''
const places: [name: string, env: Record<string, string>][] = [
  ['the lab’s own broker', {}],
  ...(real === '' ? [] : [['a RabbitMQ that is given', { AMQP_URL: real, LAB_RABBITMQ_ADMIN: admin }] satisfies [string, Record<string, string>]]),
]

const asking = `
  import { writeFileSync } from 'node:fs'
  const { MANAGEMENT_URL = 'http://none' } = process.env
  const { origin, username, password } = new URL(MANAGEMENT_URL)
  const ask = async (path, account) => {
    const headers = { authorization: 'Basic ' + Buffer.from(account).toString('base64') }
    const answer = await fetch(origin + '/api' + path, { headers })
    return { status: answer.status, told: await answer.json() }
  }
  const mine = username + ':' + password
  const answers = MANAGEMENT_URL === 'http://none' ? 'none' : {
    me: await ask('/whoami', mine),
    queues: await ask('/queues', mine),
    users: await ask('/users', mine),
    asGuest: await ask('/whoami', 'guest:guest'),
  }
  writeFileSync('answers.json', JSON.stringify(answers))`

describe.each(places)('with %s', { timeout: 60_000 }, (_, env) => {
  let parts: LabParts
  let loaded: LoadedExercise
  beforeAll(async () => {
    parts = await openParts(readConfig({ ...env, LAB_ENGINE: 'embedded' }))
    loaded = await new ExerciseFolders(path.resolve(import.meta.dirname, '../../..')).load('simple-consumer')
  })
  afterAll(() => parts[Symbol.asyncDispose]())

  async function answersOf(management: boolean | undefined) {
    let left: string | undefined
    const scenario = {
      async prepare(lab: Lab<Wire>) {
        await lab.declareQueue('work')
        await lab.employ('clerk', { queue: 'work', prefetch: 2, acknowledges: false })
        for (let n = 0; n < 3; n++) await lab.publish({ routingKey: 'work', json: { n } })
        await lab.counted({ queues: { work: { ready: 1, unacknowledged: 2 } }, consumers: { clerk: { queue: 'work', unacknowledged: 2 } } })
      },
      async check(lab: Lab<Wire>) {
        await lab.start('consumer')
        await lab.until('its end', (wire) => wire.all('process.exit').length > 0, { quietMs: 20_000 })
        left = await lab.read('answers.json')
        expect(await lab.read('nothing.json')).toBeUndefined()
      },
    }
    const exercise = { ...loaded.exercise, ...(management && { management }) }
    const files = { 'consumer.js': asking }
    const given = { ...parts, loaded: { ...loaded, exercise, scenario }, files, signal: AbortSignal.timeout(50_000) }
    const { recording } = await runCheck(given)
    return { events: recording.events, answers: JSON.parse(left ?? '') as unknown }
  }

  test('a program asks it as itself, sees what is its own, and is no other; all of it is recorded', async () => {
    const { answers, events } = await answersOf(true)
    expect(answers).toMatchObject({
      me: { status: 200 },
      queues: { status: 200, told: [{ name: 'work', messages_ready: 1, messages_unacknowledged: 2 }] },
      asGuest: { status: 401 },
    })
    expect((answers as { users: { status: number } }).users.status).toBeGreaterThanOrEqual(401)
    const asked = events.flatMap((event) => (event.type === 'http.request' ? [`${event.method} ${event.path}`] : []))
    expect(asked).toEqual(['GET /api/whoami', 'GET /api/queues', 'GET /api/users', 'GET /api/whoami'])
    expect(events.filter(({ type }) => type === 'http.response')).toHaveLength(4)
    expect(events).toContainEqual(expect.objectContaining({ type: 'broker.counts', queues: { work: { ready: 1, unacknowledged: 2 } } }))
    expect(events).toContainEqual(expect.objectContaining({ type: 'basic.deliver', program: 'clerk' }))
  })

  test('a program whose exercise does not ask for it is given none', async () => {
    expect((await answersOf(undefined)).answers).toBe('none')
  })
})
