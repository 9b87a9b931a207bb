// What the workbench exports, unpacked and run as its README says: a broker by its compose file, what the lab did, the learner's program.
// Only the broker's image is another, the lab's own: no registry is needed. Nor is one for amqplib, which lies in this checkout.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import amqp from 'amqplib'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Exercise } from '@ackademy/contract/exercise.ts'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import { ComposeProject } from './compose-project.fixture.ts'
import { composedRabbitMqUnfit } from './lab-server/src/images/compose.ts'
import { RABBITMQ_IMAGE } from './lab-server/src/images/rabbitmq.ts'
import type { BrokerPorts } from './lab-server/src/services/broker-container.ts'
import { freePorts } from './lab-server/src/services/free-ports.ts'
import { outside } from './site/src/workbench/outside.ts'
import { entriesOf } from './site/src/workbench/zip.fixture.ts'
import { zip } from './site/src/workbench/zip.ts'

const root = import.meta.dirname
const docker = new Docker()
const unfit = await composedRabbitMqUnfit(docker)
const OURS = { services: { rabbitmq: { image: RABBITMQ_IMAGE, labels: { ackademy: 'test' } } } }
/** No broker that is set for the tests. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AMQP|MANAGEMENT)_/.test(name)))
const Queue = z.object({ messages: z.int(), message_stats: z.object({ ack: z.int() }) })

/** Of the solution: what the page would have, once a check of it has passed. */
async function passed(save: string) {
  const one = path.join(root, 'exercises/simple-consumer')
  const check = ['lab-server/src/cli/lab.ts', 'check', 'simple-consumer', path.join(one, 'solution'), '--engine', 'embedded', '--save', save]
  await promisify(execFile)(process.execPath, check, { cwd: root, env })
  const exercise = Exercise.parse(JSON.parse(await readFile(path.join(one, 'exercise.json'), 'utf8')))
  const { events } = fromJsonl(await readFile(save, 'utf8'))
  return { exercise, events, files: { 'consumer.js': await readFile(path.join(one, 'solution/consumer.js'), 'utf8') } }
}

describe.skipIf(unfit !== undefined)('an exported workspace', { timeout: 120_000 }, () => {
  let place: string
  let folder: string
  let project: ComposeProject
  let published: number
  let ports: BrokerPorts

  beforeAll(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'ackademy-exported-'))
    folder = path.join(place, 'simple-consumer')
    const { exercise, events, files } = await passed(path.join(place, 'run.jsonl'))
    published = events.filter(({ type }) => type === 'lab.publish').length
    const archive = await zip(outside(exercise, files, events), new Date()).bytes()
    await mkdir(folder)
    for (const { name, text } of entriesOf(archive)) await writeFile(path.join(folder, name), text)
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))

    ports = await freePorts()
    const chosen = await readFile(path.join(folder, '.env'), 'utf8')
    await writeFile(path.join(folder, '.env'), chosen.replaceAll(/\b15672\b/g, `${ports.management}`).replaceAll(/\b5672\b/g, `${ports.amqp}`))
    await writeFile(path.join(place, 'ours.json'), JSON.stringify(OURS))
    project = new ComposeProject({ docker, folder, files: ['docker-compose.yml', '../ours.json'], env })
  })
  afterAll(async () => {
    await project.run('down', '--volumes')
    await rm(place, { recursive: true, force: true })
  }, 60_000)

  test('runs by its README’s commands, at a broker of its own whose ports are chosen in .env, and leaves nothing', async () => {
    const readme = await readFile(path.join(folder, 'README.md'), 'utf8')
    const commands = [...readme.matchAll(/^(docker compose|npm) .*?(?= +#)/gm)].map(([command]) => command)
    expect(commands).toEqual(['docker compose up --wait', 'npm install', 'npm run lab', 'npm run consumer', 'docker compose down --volumes'])

    await project.run('up', '--detach') // `--wait` is not of every compose
    await project.healthy('rabbitmq')
    await promisify(execFile)('npm', ['run', 'lab'], { cwd: folder, env })
    {
      await using consumer = started('run', 'consumer')
      const settled = expect.poll(() => asked('submissions'), { timeout: 30_000, interval: 250 })
      await Promise.race([settled.toEqual({ messages: 0, message_stats: { ack: published } }), consumer.ended])
    }
    const connection = await amqp.connect(`amqp://learner:learner@127.0.0.1:${ports.amqp}`, { noDelay: true })
    const channel = await connection.createChannel()
    expect(await channel.checkQueue('submissions')).toMatchObject({ messageCount: 0 })
    expect(await channel.checkQueue('grades')).toMatchObject({ messageCount: published })
    await connection.close()

    await project.run('down', '--volumes')
    expect(await project.bearing()).toEqual([])
  })

  /** npm in a terminal's group of processes, which Ctrl-C ends all together. `ended` rejects with what it printed. */
  const started = (...words: readonly string[]) => {
    const npm = spawn('npm', words, { cwd: folder, env, detached: true })
    const printed = Promise.all([text(npm.stdout), text(npm.stderr)])
    const closed = once(npm, 'close')
    return {
      ended: closed.then(async () => Promise.reject(new Error((await printed).join('\n')))),
      async [Symbol.asyncDispose]() {
        if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGINT')
        await closed
      },
    }
  }

  /** By the management, whose figures come some seconds late. */
  const asked = async (queue: string) => {
    const authorization = `Basic ${Buffer.from('learner:learner').toString('base64')}`
    const answer = await fetch(`http://127.0.0.1:${ports.management}/api/queues/%2F/${queue}`, { headers: { authorization } })
    const read = Queue.safeParse(await answer.json())
    return read.success ? read.data : read.error.message
  }
})
