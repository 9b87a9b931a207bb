// A lab that is killed while learners work, and started again: it leaves nothing of the dead one in Docker or in the broker.
import Docker from 'dockerode'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ServerMessage, type ClientMessage } from '@ackademy/contract/protocol.ts'
import { dockerEngine } from './lab-server/src/engines/docker/docker.ts'
import { NODE_IMAGE } from './lab-server/src/engines/docker/images.ts'
import { instanceOf } from './lab-server/src/engines/docker/instance.ts'
import { ExerciseFolders } from './lab-server/src/grading/exercise-folder.ts'
import { Management } from './lab-server/src/services/management.ts'
import { serveLab, type ServedLab } from './site/browser/served-lab.ts'

const docker = new Docker()
const missing = await dockerEngine({ docker, image: NODE_IMAGE }).unavailable()
const { LAB_RABBITMQ_URL: url = '', LAB_RABBITMQ_ADMIN: admin = '' } = process.env
const SESSIONS = 10
const GONE_MS = 60_000

const management = new Management(() => new URL(admin || url.replace(/^amqp:/, 'http:').replace(/:\d+$/, ':15672')))

/** What bears the names of one lab: in Docker its instance's, at the broker another. */
async function thingsOf(instance: string, atBroker: string): Promise<Record<'containers' | 'networks' | 'virtualHosts' | 'users', string[]>> {
  const filters = JSON.stringify({ label: [`ackademy.instance=${instance}`] })
  const [containers, networks, virtualHosts, users] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    management.virtualHosts(),
    management.users(),
  ])
  const isOurs = (name: string) => name.startsWith(atBroker)
  return {
    containers: containers.map(({ Names }) => Names[0] ?? ''),
    networks: networks.map(({ Name }) => Name),
    virtualHosts: virtualHosts.filter(isOurs),
    users: users.filter(isOurs),
  }
}

describe.skipIf(missing !== undefined || url === '')('a lab killed with ten sessions open', { timeout: 180_000 }, () => {
  let lab: ServedLab
  const pages: WebSocket[] = []

  beforeAll(async () => {
    lab = await serveLab({ LAB_ENGINE: 'docker', LAB_POOL: '1', AMQP_URL: url, LAB_RABBITMQ_ADMIN: admin })
  }, 60_000)
  afterAll(async () => {
    for (const page of pages) page.terminate()
    await lab[Symbol.asyncDispose]()
  }, 60_000)

  /** Returns the virtual host its first program was given. */
  const openSession = async (slug: string, cookie: string): Promise<string> => {
    const origin = new URL(lab.entry).origin
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/session?exercise=${slug}`, { headers: { Origin: origin, Cookie: cookie } })
    pages.push(socket)
    const say = (message: ClientMessage) => socket.send(JSON.stringify(message))
    const printed = Promise.withResolvers<string>()
    let text = ''
    socket
      .on('error', () => undefined)
      .on('message', (bytes: Buffer) => {
        const message = ServerMessage.parse(JSON.parse(bytes.toString()))
        if (message.type === 'session') {
          const [{ name, entry } = { name: '', entry: '' }] = message.exercise.programs
          say({ type: 'save', number: 1, files: { [entry]: `console.log('at ' + process.env.AMQP_URL + ';'); setInterval(() => {}, 1000)` } })
          say({ type: 'run', program: name })
        }
        if (message.type === 'output') text += message.text
        const address = /at (\S+);/.exec(text)?.[1]
        if (address !== undefined) printed.resolve(new URL(address).pathname.slice(1))
        if (message.type === 'error') printed.reject(new Error(`${slug}: ${message.message}`))
      })
    await once(socket, 'open')
    return printed.promise
  }

  test('and started again has removed what the dead one left within a minute', async () => {
    const answer = await fetch(lab.entry, { redirect: 'manual' })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const slugs = (await new ExerciseFolders(import.meta.dirname).slugs()).slice(0, SESSIONS)
    const virtualHosts = await Promise.all(slugs.map((slug) => openSession(slug, cookie)))
    expect(new Set(virtualHosts).size).toBe(SESSIONS)
    const [instance, atBroker] = [instanceOf(lab.pid, 1), virtualHosts[0]?.replace(/-\d+$/, '') ?? '']
    for (const [kind, there] of Object.entries(await thingsOf(instance, atBroker))) expect(there.length, kind).toBeGreaterThanOrEqual(SESSIONS)

    await lab.restart()
    const started = performance.now()
    const left = async () => Object.values(await thingsOf(instance, atBroker)).flat()
    await expect.poll(left, { timeout: GONE_MS, interval: 1000 }).toEqual([])
    console.log(`What a killed lab left of ${SESSIONS} sessions was gone ${((performance.now() - started) / 1000).toFixed(0)} s after the next start`)
  })
})
