// What a program in a container can dial: its own taps, and nothing else. Asked from inside, of things that do listen.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, connect, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import process from 'node:process'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint, Workspace } from '../engine.ts'
import { ObservedProgram } from '../observed-program.ts'
import { dockerEngine } from './docker.ts'
import { bridgesOf, CHAIN, Firewall, instancesWithChain, removeChain } from './firewall.ts'
import { NODE_IMAGE } from './images.ts'
import { instanceOf } from './instance.ts'
import { stillReachable } from './reachable.ts'

const engines = [1, 2].map(() => dockerEngine({ docker: new Docker(), image: NODE_IMAGE, pool: 0 }))
const missing = await engines[0]?.unavailable()
const { reason } = await stillReachable()
const rules = () => execFileSync('iptables', ['-w', '5', '-S']).toString()
const instance = instanceOf(process.pid, 0).slice(0, -2)

describe.skipIf(missing !== undefined)('from a container', { timeout: 30_000 }, () => {
  const opened: Workspace[] = []
  const servers: Server[] = []
  let mine: Workspace
  const open = async (engine = engines[0]) => {
    const workspace = await (engine ?? expect.fail()).open({ exercise: 'network' }, new AbortController().signal)
    opened.push(workspace)
    return workspace
  }
  const listen = async (host: string): Promise<Endpoint> => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('hello')).listen(0, host)
    servers.push(server)
    await once(server, 'listening')
    return { host, port: (server.address() as { port: number }).port }
  }
  /** Those that could be dialled, with what was said. */
  const reached = async (...endpoints: Endpoint[]): Promise<string[]> => (await dialled(...endpoints)).filter((end) => /^(said|open)/.test(end))
  /** What came of dialling each, in order. */
  const dialled = async (...endpoints: Endpoint[]): Promise<string[]> => {
    await mine.write({
      'dial.js': `
        const net = require('net')
        const dial = ({ host, port }) => new Promise((done) => {
          let open = false
          const socket = net.connect({ host, port, timeout: 1500 }, () => (open = true)).on('data', (text) => done('said ' + text))
          socket.on('error', (error) => done(error.code)).on('timeout', () => { done(open ? 'open' : 'silent'); socket.destroy() })
        })
        Promise.all(${JSON.stringify(endpoints)}.map(dial)).then((all) => console.log(JSON.stringify(all)))`,
    })
    const program = await mine.spawn(['node', 'dial.js'], { env: {}, terminal: { columns: 80, rows: 24 } })
    return JSON.parse((await new ObservedProgram(program).ended()).text) as string[]
  }

  beforeAll(async () => {
    mine = await open()
  }, 60_000)
  afterAll(async () => {
    await Promise.all(opened.map((workspace) => workspace[Symbol.asyncDispose]()))
    for (const server of servers) server.close()
    await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()))
  }, 60_000)

  test('a tap is reached, however many there are', async () => {
    const taps = await Promise.all([1, 2, 3, 4].map(async () => mine.expose(await listen('127.0.0.1'))))
    expect(new Set(taps.map(({ port }) => port)).size).toBe(4)
    expect(await dialled(...taps)).toEqual(taps.map(() => 'said hello'))
  })

  test('what is exposed twice is reached at the same address', async () => {
    const tap = await listen('127.0.0.1')
    expect(await mine.expose(tap)).toEqual(await mine.expose(tap))
  })

  test.skipIf(reason !== undefined)('what a program sends is acknowledged at once', async () => {
    const { host } = await mine.expose(await listen('127.0.0.1'))
    const route = execFileSync('/sbin/ip', ['route'])
      .toString()
      .split('\n')
      .find((line) => line.includes(`src ${host} `))
    expect(route).toContain('quickack 1')
  })

  test('the internet, the metadata address and the default bridge are not', async () => {
    expect(await reached({ host: '1.1.1.1', port: 443 }, { host: '169.254.169.254', port: 80 }, { host: '172.17.0.1', port: 22 })).toEqual([])
  })

  test('there is no IPv6 at all', async () => {
    await mine.write({ 'look.js': `console.log(JSON.stringify(Object.values(require('os').networkInterfaces()).flat().map((one) => one.family)))` })
    const program = await mine.spawn(['node', 'look.js'], { env: {}, terminal: { columns: 80, rows: 24 } })
    expect(JSON.parse((await new ObservedProgram(program).ended()).text)).toEqual(['IPv4', 'IPv4'])
    expect(await reached({ host: '::1', port: 80 }, { host: 'fe80::1', port: 80 })).toEqual([])
  })

  test('this host’s addresses are no way to a listener on loopback', async () => {
    const { port } = await listen('127.0.0.1')
    const { host } = await mine.expose(await listen('127.0.0.1'))
    expect(await reached({ host, port }, { host: '127.0.0.1', port })).toEqual([])
  })

  test('another session’s tap is not, be it of the same lab or of another', async () => {
    for (const engine of engines) {
      const other = await open(engine)
      const tap = await other.expose(await listen('127.0.0.1'))
      const { host } = await mine.expose(await listen('127.0.0.1'))
      expect(await reached(tap, { host, port: tap.port })).toEqual([])
    }
  })

  test('another session’s programs are not', async () => {
    const other = await open()
    const program = await (async () => {
      await other.write({ 'serve.js': `require('net').createServer((s) => s.end('hello')).listen(8080, () => console.log('ready'))` })
      return new ObservedProgram(await other.spawn(['node', 'serve.js'], { env: {}, terminal: { columns: 80, rows: 24 } }))
    })()
    await program.printed('ready')
    const served = await other.reach(8080)
    const [said] = (await once(connect(served.port, served.host), 'data')) as [Buffer]
    expect(String(said)).toBe('hello')
    expect(await reached(served)).toEqual([])
  })

  describe.skipIf(reason !== undefined)('where the lab may write firewall rules', () => {
    test('what listens on every address of this host is not reached', async () => {
      const { port } = await listen('0.0.0.0')
      const { host } = await mine.expose(await listen('127.0.0.1'))
      const outside = Object.values(networkInterfaces())
        .flatMap((all) => all ?? [])
        .find(({ family, internal }) => family === 'IPv4' && !internal)
      expect(await dialled({ host, port })).toEqual(['ECONNREFUSED'])
      if (outside) expect(await reached({ host: outside.address, port })).toEqual([])
    })

    test('but the lab is still heard where it was reached before the rules', async () => {
      const { port } = await listen('0.0.0.0')
      expect(await new Promise((resolve) => connect(port, '127.0.0.1').on('data', (text) => resolve(String(text))))).toBe('hello')
    })

    test('rules that somebody flushed are written again with the next door', async () => {
      const tap = await mine.expose(await listen('127.0.0.1'))
      const chain =
        rules()
          .split('\n')
          .find((rule) => rule.startsWith(`-N ${CHAIN}${instance}`))
          ?.slice(3) ?? expect.fail('no chain')
      await removeChain(chain.slice(CHAIN.length))
      expect(rules()).not.toContain(chain)
      await Promise.all([1, 2, 3].map(async () => mine.expose(await listen('127.0.0.1'))))
      expect(await dialled(tap, { host: tap.host, port: (await listen('0.0.0.0')).port })).toEqual(['said hello', 'ECONNREFUSED'])
    })
  })
})

describe.skipIf(reason !== undefined)('the firewall', () => {
  const chains = (one: string) =>
    rules()
      .split('\n')
      .filter((rule) => rule.includes(one))

  test('has a chain of its own for each lab, and removes that only', async () => {
    const [a, b] = [instanceOf(process.pid, 100), instanceOf(process.pid, 101)]
    const [one, other] = [await Firewall.open(a), await Firewall.open(b)]
    if ('reason' in one || 'reason' in other) return expect.fail('it was just possible')
    await Promise.all([
      one.allow(`${bridgesOf(a)}000000`, [{ host: '10.192.0.1', port: 1 }]),
      other.allow(`${bridgesOf(b)}000000`, [{ host: '10.192.0.17', port: 2 }]),
    ])
    expect(await instancesWithChain()).toEqual(expect.arrayContaining([a, b]))
    expect(chains(a).filter((rule) => rule.startsWith('-A INPUT'))).toHaveLength(1)
    const before = chains(b)
    expect(before.join()).toContain('--dport 2')
    await one[Symbol.asyncDispose]()
    expect([chains(a), chains(b)]).toEqual([[], before])
    await other.forget(`${bridgesOf(b)}000000`)
    expect(chains(b).join()).not.toContain('--dport')
    await other[Symbol.asyncDispose]()
    expect(chains(b)).toEqual([])
  })
})
