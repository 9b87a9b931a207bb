// The learner's shell, as a page opens it: what it is good for, what it may not reach, and that it ends with its session.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import Docker from 'dockerode'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SHELL, type ClientMessage, type ServerMessage } from '@ackademy/contract/protocol.ts'
import { readConfig } from '../config.ts'
import { dockerEngine } from '../engines/docker/docker.ts'
import { NODE_IMAGE } from '../engines/docker/images.ts'
import { instanceOf } from '../engines/docker/instance.ts'
import { openParts, type LabParts } from '../parts.ts'
import { FileStore } from './file-store.ts'
import { Lobby } from './lobby.ts'

const docker = new Docker()
const engine = dockerEngine({ docker, image: NODE_IMAGE, pool: 0 })
const missing = await engine.unavailable()

let parts: LabParts
let folder: string
beforeAll(async () => {
  parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
  folder = await mkdtemp(path.join(tmpdir(), 'ackademy-shell-'))
})
afterAll(async () => {
  await parts[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

async function enter(given: LabParts) {
  const lobby = new Lobby(given, new FileStore(folder))
  const messages: ServerMessage[] = []
  const looks = new Set<() => void>()
  const page = {
    send(message: ServerMessage) {
      messages.push(message)
      for (const look of looks) look()
    },
  }
  const { session } = await lobby.enter('simple-consumer', page)
  const until = async <Found>(find: () => Found | undefined): Promise<Found> => {
    const { promise, resolve } = Promise.withResolvers<Found>()
    const look = () => {
      const found = find()
      if (found !== undefined) resolve(found)
    }
    looks.add(look)
    look()
    return promise.finally(() => looks.delete(look))
  }
  const shown = () => messages.flatMap((message) => (message.type === 'output' && message.program === SHELL ? [message.text] : [])).join('')
  const say = (message: ClientMessage) => session.receive(message, page)
  let asked = 0
  return {
    lobby,
    messages,
    until,
    say,
    /** What a line prints between two marks that the line itself does not hold. */
    async line(text: string): Promise<string> {
      asked++
      await say({ type: 'input', program: SHELL, text: `echo "<"${asked}; ${text}; echo ${asked}">"\r` })
      return until(() => new RegExp(`<${asked}\\r\\n([^]*?)${asked}>`).exec(shown())?.[1]?.trim())
    },
  }
}

test('without containers there is none, and the page is told why', async () => {
  const { lobby, messages, say } = await enter(parts)
  const none = expect.stringContaining('A shell opens inside a learner’s container') as string
  expect(messages[0]).toMatchObject({ type: 'session', shell: { none } })
  await say({ type: 'run', program: SHELL })
  expect(messages.at(-1)).toMatchObject({ type: 'error', code: 'usage', message: none })
  await lobby[Symbol.asyncDispose]()
})

describe.skipIf(missing !== undefined)('the shell', { timeout: 60_000 }, () => {
  let lab: Awaited<ReturnType<typeof enter>>
  beforeEach(async () => {
    lab = await enter({ ...parts, engine })
    await lab.say({ type: 'run', program: SHELL })
  })
  afterEach(() => lab.lobby[Symbol.asyncDispose]())

  test('opens among the learner’s files, which are those the page saved', async () => {
    await lab.say({ type: 'save', number: 1, files: { 'consumer.js': 'console.log(String(6 * 7)); export {}' } })
    expect(await lab.line('ls; node consumer.js')).toBe('consumer.js\r\n42')
    expect(await lab.line('tty | cut -c1-9')).toBe('/dev/pts/')
  })

  test('reaches the broker, and no Recording tells of it', async () => {
    const text = `import amqp from 'amqplib'
      const connection = await amqp.connect(process.env.AMQP_URL)
      console.log(connection.connection.serverProperties.product)
      await connection.close()`
    await lab.say({ type: 'save', number: 1, files: { 'a.mjs': text } })
    expect(await lab.line('node a.mjs')).toBe('Ackademy embedded broker')
    expect(lab.messages.filter(({ type }) => type === 'recording' || type === 'events')).toEqual([])
  })

  test('has the rights and the limits of a program, and dials nothing but its tap', async () => {
    const status = await lab.line(`grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp|Uid):' /proc/self/status | tr -s '\\t\\n' ' '`)
    expect(status).toMatch(/Uid: 1000 1000 1000 1000 CapEff: 0+ CapBnd: 0+ NoNewPrivs: 1 Seccomp: 2/)
    expect(await lab.line('ulimit -n; ulimit -c; touch /usr/bin/x 2>&1 | grep -c Read-only')).toBe('1024\r\n0\r\n1')
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const dial = (host: string, at: number | string) => lab.line(`timeout 2 bash -c '</dev/tcp/${host}/${at}' 2>/dev/null && echo open || echo no`)
    for (const [host, at] of [
      ['1.1.1.1', 443],
      ['169.254.169.254', 80],
      ['172.17.0.1', 22],
    ] as const)
      expect(await dial(host, at)).toBe('no')
    const gateway = await lab.line(`node -p 'new URL(process.env.AMQP_URL).hostname'`)
    expect(await dial(gateway, port)).toBe('no')
    expect(await dial(gateway, await lab.line(`node -p 'new URL(process.env.AMQP_URL).port'`))).toBe('open')
    server.close()
  })

  test('lets checks be, and is let be by them', async () => {
    expect(await lab.line('sleep 1000 & echo started')).toContain('started')
    await lab.say({ type: 'save', number: 1, files: await parts.exercises.solution('simple-consumer') })
    await lab.say({ type: 'check' })
    expect(await lab.until(() => lab.messages.find((message) => message.type === 'verdict'))).toMatchObject({ verdict: { status: 'passed' } })
    expect(await lab.line('jobs -r | grep -c sleep')).toBe('1')
  })

  test('is closed with all that runs in it, and opens again', async () => {
    await lab.line('setsid sleep 1000 & sleep 1000 & true')
    await lab.say({ type: 'stop', program: SHELL })
    await lab.until(() => lab.messages.find((message) => message.type === 'program' && message.state === 'exited'))
    await lab.say({ type: 'run', program: SHELL })
    expect(await lab.line('ps -eo args | grep -c "[s]leep"')).toBe('0')
  })

  test('ends with its session, and the container with both', async () => {
    await lab.line('sleep 1000 & true')
    const mine = { filters: JSON.stringify({ label: [`ackademy.instance=${instanceOf(process.pid, 1)}`] }) }
    expect(await docker.listContainers(mine)).toHaveLength(1)
    const [container] = await docker.listContainers(mine)
    const gone = docker.getContainer(container?.Id ?? '').wait({ condition: 'removed' })
    await lab.lobby[Symbol.asyncDispose]()
    await gone.catch(() => undefined)
    expect(await docker.listContainers({ all: true, ...mine })).toEqual([])
  })
})
