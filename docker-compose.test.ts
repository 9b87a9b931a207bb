// The whole lab as docker-compose.yml brings it up, asked from outside as a browser does, and from inside as a learner's program may.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { ServerMessage, type ClientMessage } from '@ackademy/contract/protocol.ts'
import { ComposeProject, freePort } from './compose-project.fixture.ts'
import { composeUnfit } from './lab-server/src/images/compose.ts'

const root = import.meta.dirname
const docker = new Docker()
const unfit = await composeUnfit(docker)
const Named = z.object({ name: z.string() })
const program = (file: string) => readFile(path.join(root, 'exercises/simple-consumer', file), 'utf8')

describe.skipIf(unfit !== undefined)('docker compose up', { timeout: 180_000 }, () => {
  let project: ComposeProject
  let port: number
  /** Its container's id. */
  let lab: string

  /** The newest start's. */
  const entry = async () => (await project.run('logs', '--no-color', 'lab')).match(/http:\/\/\S+token=\S+/g)?.at(-1) ?? expect.fail('no address')
  const request = (headers: Record<string, string>, host = '127.0.0.1', target = '/') =>
    new Promise<{ status: number; cookie: string; body: string }>((resolve, reject) => {
      const sent = get({ host, port, path: target, headers, agent: false }, (response) => {
        const cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, cookie, body }), reject)
      })
      sent.once('error', reject)
    })

  /** What an address gives for the token in it. */
  const enter = async ({ host, pathname, search }: URL) => (await request({ Host: host }, '127.0.0.1', pathname + search)).cookie

  /** A page of the newest start's, or one that was open before it. */
  const page = async (slug = 'simple-consumer', before?: string) => {
    const url = new URL(await entry())
    const cookie = before ?? (await enter(url))
    const socket = new WebSocket(`ws://127.0.0.1:${port}/session?exercise=${slug}`, { headers: { Origin: url.origin, Cookie: cookie } })
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
    /** Resolves once the lab has it on its disk; until then a program that is started may be the one before. */
    const save = async (text: string) => {
      const number = seen.length
      say({ type: 'save', number, files: { 'consumer.js': text } })
      await until((all) => all.find((message) => message.type === 'saved' && message.number === number))
    }
    return {
      cookie,
      say,
      until,
      save,
      events: () => seen.flatMap((message) => (message.type === 'events' ? message.events : [])),
      printed: () => seen.flatMap((message) => (message.type === 'output' ? [message.text] : [])).join(''),
      check: async (text: string) => {
        await save(text)
        const from = seen.length
        say({ type: 'check' })
        return until((all) => all.slice(from).find((message) => message.type === 'verdict')?.verdict)
      },
      [Symbol.dispose]: () => socket.terminate(),
    }
  }

  const ofLab = () => `ackademy.lab=${lab}`

  beforeAll(async () => {
    port = await freePort()
    const env = { ...process.env, PORT: String(port), LAB_POOL: '1' }
    project = new ComposeProject({ docker, folder: root, files: ['docker-compose.yml'], env })
    await project.run('up', '--detach')
    await project.healthy('lab')
    lab = await project.idOf('lab')
  }, 180_000)
  afterAll(async () => {
    await project.run('down', '--volumes', '--timeout', '30')
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
    const check = ['lab-server/src/cli/lab.ts', 'check', 'simple-consumer', 'exercises/simple-consumer/solution']
    const said = await project.run('exec', '-T', 'lab', 'node', ...check)
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
    const inside = (await docker.listContainers({ filters: JSON.stringify({ label: [project.label] }) })).flatMap(({ NetworkSettings }) =>
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
    await open.save(text)
    open.say({ type: 'run', program: 'consumer' })
    const reached = await open.until(() => /reached (\[.*?\]);/.exec(open.printed())?.[1])
    expect(JSON.parse(reached)).toEqual(['open', 0, inside.length * 3 + 7])
  })

  // the second has a broker of its own, on a network that holds it and the lab
  test.each([
    ['simple-consumer', 'consumer'],
    ['management-gui', 'look'],
  ])('RabbitMQ’s management of %s is read on its own host, with the account of its session', async (slug, program) => {
    using open = await page(slug)
    open.say({ type: 'run', program })
    await open.until(() => open.events().find(({ type }) => type === 'process.start'))
    const declared = open.events().flatMap((event) => (event.type === 'lab.queue' ? [event.queue] : []))

    const leading = await request({ Host: `127.0.0.1:${port}`, Cookie: open.cookie }, '127.0.0.1', `/api/management/${slug}`)
    const address = new URL(/url=([^"]*)"/.exec(leading.body)?.[1] ?? expect.fail(leading.body))
    expect(address.host).toBe(`${slug}.rabbitmq.localhost:${port}`)
    const ask = (path: string, cookie: string) => request({ Host: address.host, ...(cookie && { Cookie: cookie }) }, '127.0.0.1', path)
    const cookie = await enter(address)
    const answer = async (path: string) => JSON.parse((await ask(path, cookie)).body) as unknown
    const { name } = Named.parse(await answer('/api/whoami'))
    expect(Named.array().parse(await answer('/api/vhosts'))).toEqual([{ name }])
    const queues = Named.array().parse(await answer('/api/queues'))
    expect(queues.map((queue) => queue.name).sort()).toEqual(declared.sort())
    expect(declared).not.toEqual([])
    for (const other of ['', open.cookie]) expect(await ask('/api/queues', other)).toMatchObject({ status: 403 })
  })

  test('a lab that is killed starts again, and what the dead one left is gone within a minute', async () => {
    using open = await page()
    await open.save('// kept\nsetInterval(() => undefined, 1000)')
    open.say({ type: 'run', program: 'consumer' })
    await open.until((seen) => seen.find((message) => message.type === 'program' && message.state === 'running'))
    const before = new Set(await project.bearing(ofLab()))
    expect(before.size).toBeGreaterThanOrEqual(2)
    const { State } = await docker.getContainer(lab).inspect()
    process.kill(State.Pid, 'SIGKILL')
    const killed = performance.now()
    await project.healthy('lab', State.StartedAt)
    await expect.poll(async () => (await project.bearing(ofLab())).filter((name) => before.has(name)), { timeout: 60_000, interval: 500 }).toEqual([])
    expect(performance.now() - killed).toBeLessThan(60_000)
    // by the cookie it had: a page that was open comes back by itself
    using again = await page('simple-consumer', open.cookie)
    const { files } = await again.until((seen) => seen.find((message) => message.type === 'session'))
    expect(files['consumer.js']).toContain('// kept')
    expect(await again.check(await program('solution/consumer.js'))).toMatchObject({ status: 'passed' })
  })

  test('down leaves nothing', async () => {
    await project.run('down', '--volumes', '--timeout', '30')
    expect(await project.bearing(ofLab())).toEqual([])
    expect(await project.bearing()).toEqual([])
  })
})
