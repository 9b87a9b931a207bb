// The whole lab as docker-compose.yml brings it up, asked from outside as a browser does, and from inside as a learner's program may.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ServerMessage, type ClientMessage } from '@ackademy/contract/protocol.ts'
import { composeCommand, composeUnfit } from './lab-server/src/images/compose.ts'

const root = import.meta.dirname
const docker = new Docker()
const unfit = await composeUnfit(docker)
const project = `ackademy-test-${randomBytes(3).toString('hex')}`
const ofProject = JSON.stringify({ label: [`com.docker.compose.project=${project}`] })
const program = (file: string) => readFile(path.join(root, 'exercises/simple-consumer', file), 'utf8')

/** Its two streams together. */
async function compose(env: Record<string, string>, ...words: string[]): Promise<string> {
  const [file = '', ...args] = (await composeCommand()) ?? []
  const given = [...args, '--project-name', project, '--file', path.join(root, 'docker-compose.yml'), ...words]
  const { stdout, stderr } = await promisify(execFile)(file, given, { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 })
  return stdout + stderr
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}

const idOf = async (service: string): Promise<string> => {
  const label = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`]
  const [found] = await docker.listContainers({ all: true, filters: JSON.stringify({ label }) })
  return found?.Id ?? expect.fail(`there is no container of ${service}`)
}

/** Resolves once the engine calls a service healthy that was started after `since`. Each look the engine takes at its health is an event. */
async function healthy(service: string, since = ''): Promise<void> {
  const events = await docker.getEvents({ filters: JSON.stringify({ type: ['container'], label: [`com.docker.compose.project=${project}`] }) })
  for await (const _ of events) {
    const { State } = await docker.getContainer(await idOf(service)).inspect()
    if (State.Health?.Status === 'healthy' && State.StartedAt > since) return
  }
}

/** Names of what bears the id of this container of the lab's. */
async function madeBy(lab: string): Promise<string[]> {
  const filters = JSON.stringify({ label: [`ackademy.lab=${lab}`] })
  const [containers, networks] = await Promise.all([docker.listContainers({ all: true, filters }), docker.listNetworks({ filters })])
  return [...containers.map(({ Names }) => Names[0] ?? ''), ...networks.map(({ Name }) => Name)]
}

describe.skipIf(unfit !== undefined)('docker compose up', { timeout: 180_000 }, () => {
  let env: Record<string, string>
  let port: number
  let lab: string

  /** The newest start's. */
  const entry = async () => (await compose(env, 'logs', '--no-color', 'lab')).match(/http:\/\/\S+token=\S+/g)?.at(-1) ?? expect.fail('no address')
  const request = (headers: Record<string, string>, host = '127.0.0.1', target = '/') =>
    new Promise<{ status: number; cookie: string }>((resolve, reject) => {
      const sent = get({ host, port, path: target, headers, agent: false, timeout: 5000 }, (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0, cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '' })
      })
      sent.once('error', reject)
    })

  /** A page of the newest start's. */
  const page = async () => {
    const url = new URL(await entry())
    const { cookie } = await request({ Host: url.host }, '127.0.0.1', url.pathname + url.search)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/session?exercise=simple-consumer`, { headers: { Origin: url.origin, Cookie: cookie } })
    const seen: ServerMessage[] = []
    socket.on('message', (bytes: Buffer) => seen.push(ServerMessage.parse(JSON.parse(bytes.toString()))))
    const gone = new AbortController()
    socket.once('close', (code) => gone.abort(new Error(`the lab closed its end with ${code}`)))
    await once(socket, 'open')
    const say = (message: ClientMessage) => socket.send(JSON.stringify(message))
    const until = async <Found>(look: (seen: readonly ServerMessage[]) => Found | undefined): Promise<Found> => {
      for (;;) {
        const found = look(seen)
        if (found !== undefined) return found
        const wrong = seen.find((message) => message.type === 'error')
        if (wrong) throw new Error(`${wrong.message} ${wrong.advice}`)
        await once(socket, 'message', { signal: gone.signal })
      }
    }
    return {
      say,
      until,
      printed: () => seen.flatMap((message) => (message.type === 'output' ? [message.text] : [])).join(''),
      check: async (text: string) => {
        const from = seen.length
        say({ type: 'save', number: 1, files: { 'consumer.js': text } })
        say({ type: 'check' })
        return until((all) => all.slice(from).find((message) => message.type === 'verdict')?.verdict)
      },
      [Symbol.dispose]: () => socket.terminate(),
    }
  }

  beforeAll(async () => {
    port = await freePort()
    env = { PORT: String(port), LAB_POOL: '1' }
    await compose(env, 'up', '--detach')
    await healthy('lab')
    lab = await idOf('lab')
  }, 180_000)
  afterAll(async () => {
    await compose(env, 'down', '--volumes', '--timeout', '30')
  }, 120_000)

  test('a solution passes and a mistake fails with its own finding, in containers, by a real RabbitMQ', async () => {
    using open = await page()
    const session = await open.until((seen) => seen.find((message) => message.type === 'session'))
    expect(session).toMatchObject({ engine: 'docker', services: { rabbitmq: expect.stringMatching(/^RabbitMQ \d/) as string } })
    expect(await open.check(await program('solution/consumer.js'))).toMatchObject({ engine: 'docker', status: 'passed' })
    const failed = await open.check(await program('mistakes/never-acks/consumer.js'))
    expect(failed.status).toBe('failed')
    expect(failed.findings).toContainEqual(expect.objectContaining({ status: 'fail', mistake: 'never-acks' }))
  })

  test('the command line inside does the same', async () => {
    const said = await compose(
      env,
      'exec',
      '-T',
      'lab',
      'node',
      'lab-server/src/cli/lab.ts',
      'check',
      'simple-consumer',
      'exercises/simple-consumer/solution',
    )
    expect(said).toMatch(/passed/i)
  })

  test('only who dialled this machine’s loopback, with the token, is let in', async () => {
    const address = Object.values((await docker.getContainer(lab).inspect()).NetworkSettings.Networks)
      .map(({ IPAddress }) => IPAddress)
      .find((one) => !one.startsWith('10.192.'))
    expect((await request({ Host: `127.0.0.1:${port}` })).status).toBe(403)
    const url = new URL(await entry())
    expect((await request({ Host: `${address}:${port}` }, address, url.pathname + url.search)).status).toBe(403)
    expect((await request({ Host: `evil.example:${port}` }, '127.0.0.1', url.pathname + url.search)).status).toBe(403)
    expect((await request({ Host: url.host }, '127.0.0.1', url.pathname + url.search)).status).toBe(303)
  })

  test('a learner’s program reaches its tap, and neither the lab’s page, the broker, the machine nor the internet', async () => {
    using open = await page()
    const inside = (await docker.listContainers({ filters: ofProject })).flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress),
    )
    const text = `
      import net from 'node:net'
      const tap = new URL(process.env.AMQP_URL)
      const gateway = tap.hostname.replace(/\\d+$/, (last) => String(Number(last) - 2))
      const dial = ([host, port]) => new Promise((done) => {
        const socket = net.connect({ host, port: Number(port), timeout: 1500 }, () => { done('open'); socket.destroy() })
        socket.on('error', (error) => done(error.code)).on('timeout', () => { done('silent'); socket.destroy() })
      })
      const others = ${JSON.stringify(inside)}.flatMap((host) => [[host, ${port}], [host, 5672], [host, 15672]])
      others.push([tap.hostname, ${port}], [gateway, ${port}], [gateway, 22], ['1.1.1.1', 443], ['169.254.169.254', 80], ['172.17.0.1', 22], ['rabbitmq', 5672])
      const answers = await Promise.all([[tap.hostname, tap.port], ...others].map(dial))
      console.log('reached ' + JSON.stringify([answers[0], answers.slice(1).filter((one) => one === 'open').length, others.length]) + ';')`
    open.say({ type: 'save', number: 1, files: { 'consumer.js': text } })
    open.say({ type: 'run', program: 'consumer' })
    const reached = await open.until(() => /reached (\[.*?\]);/.exec(open.printed())?.[1])
    expect(JSON.parse(reached)).toEqual(['open', 0, inside.length * 3 + 7])
  })

  test('an exercise’s own broker is dialled on a network that holds it and the lab', async () => {
    const text = `
      import Docker from 'dockerode'
      import amqp from 'amqplib'
      import { ownContainer } from '/opt/ackademy/lab-server/src/engines/docker/own-container.ts'
      import { DockerOwnBrokers } from '/opt/ackademy/lab-server/src/services/docker-own-brokers.ts'
      import { amqpUrl } from '/opt/ackademy/lab-server/src/services/rabbitmq.ts'
      const docker = new Docker()
      await using brokers = new DockerOwnBrokers({ docker, image: 'ackademy/rabbitmq:local', scope: '${project}', lab: await ownContainer(docker) })
      const broker = await brokers.openOwn({})
      const connection = await amqp.connect(amqpUrl(broker, broker.endpoint))
      console.log('own broker: ' + connection.connection.serverProperties.product + ' at ' + broker.endpoint.host)
      await connection.close()
      await broker[Symbol.asyncDispose]()`
    const said = await compose(env, 'exec', '-T', '-w', '/opt/ackademy/lab-server', 'lab', 'node', '--input-type=module', '-e', text)
    expect(said).toMatch(/own broker: RabbitMQ at 10\.192\./)
  })

  test('a lab that is killed starts again, and what the dead one left is gone within a minute', async () => {
    using open = await page()
    open.say({ type: 'run', program: 'consumer' })
    await open.until((seen) => seen.find((message) => message.type === 'program' && message.state === 'running'))
    const before = new Set(await madeBy(lab))
    expect(before.size).toBeGreaterThanOrEqual(2)
    const { State } = await docker.getContainer(lab).inspect()
    process.kill(State.Pid, 'SIGKILL')
    const killed = performance.now()
    await healthy('lab', State.StartedAt)
    await expect.poll(async () => (await madeBy(lab)).filter((name) => before.has(name)), { timeout: 60_000, interval: 500 }).toEqual([])
    expect(performance.now() - killed).toBeLessThan(60_000)
    using again = await page()
    expect(await again.check(await program('solution/consumer.js'))).toMatchObject({ status: 'passed' })
  })

  test('down leaves nothing', async () => {
    await compose(env, 'down', '--volumes', '--timeout', '30')
    expect(await madeBy(lab)).toEqual([])
    expect(await docker.listContainers({ all: true, filters: ofProject })).toEqual([])
    expect(await docker.listNetworks({ filters: ofProject })).toEqual([])
    expect((await docker.listVolumes({ filters: ofProject })).Volumes).toEqual([])
  })
})
