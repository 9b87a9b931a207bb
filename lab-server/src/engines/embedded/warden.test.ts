// kill -9 of a whole server, a real one in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openWarden } from './warden.ts'

const exercises = path.resolve(import.meta.dirname, '../../../../exercises')
let temporary: string

beforeEach(async () => {
  temporary = await mkdtemp(path.join(tmpdir(), 'warden-test-'))
})
afterEach(() => rm(temporary, { recursive: true, force: true }))

/** The learner's program: it heeds no signal, has a child of the same kind, and both hold a connection to the test while they live. */
const stubborn = (port: number) => `
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => {})
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  require('net').connect(${port}, '127.0.0.1').on('error', () => {}).resume()
  setInterval(() => {}, 1e6)
  if (!process.argv[2]) require('child_process').fork(__filename, ['child'])`

const server = (port: number, terminal: 'pty' | 'pipes') => `
  const { embeddedEngine } = await import(${JSON.stringify(import.meta.resolve('./embedded.ts'))})
  const engine = embeddedEngine({ exercises: ${JSON.stringify(exercises)}, temporary: ${JSON.stringify(temporary)} ${terminal === 'pipes' ? ", terminal: 'pipes'" : ''} })
  const workspace = await engine.open({ exercise: 'x' }, new AbortController().signal)
  await workspace.write({ 'a.js': ${JSON.stringify(stubborn(port))} })
  await workspace.spawn(['node', 'a.js'], { env: {}, terminal: { columns: 80, rows: 24 } })
  console.log('spawned')
  setInterval(() => {}, 1e6)`

const startServer = (port: number, terminal: 'pty' | 'pipes'): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '-e', server(port, terminal)], { stdio: ['ignore', 'pipe', 'inherit'] })

/** Resolves when two came, and then when both are gone. */
async function twoConnections() {
  const [came, gone] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  let [in_, out] = [0, 0]
  const listener = createServer((socket) => {
    if (++in_ === 2) came.resolve(undefined)
    socket.on('error', () => undefined).resume()
    socket.on('close', () => {
      if (++out === 2) gone.resolve(undefined)
    })
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, came: came.promise, gone: gone.promise, [Symbol.asyncDispose]: async () => void listener.close() }
}

describe('the warden', () => {
  test.each(['pty', 'pipes'] as const)(
    'ends programs that heed no signal, and removes their folder, within 2 s of the server’s kill -9 (%s)',
    async (terminal) => {
      await using connections = await twoConnections()
      const running = startServer(connections.port, terminal)
      await connections.came
      expect(await readdir(temporary)).toHaveLength(1)
      const killed = performance.now()
      running.kill('SIGKILL')
      await connections.gone
      await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]), { timeout: 2_000, interval: 20 })
      expect(performance.now() - killed).toBeLessThan(2_000)
    },
  )

  test('knows of a program from its very start', async () => {
    await using connections = await twoConnections()
    const running = startServer(connections.port, 'pipes')
    if (!running.stdout) throw new Error('no output')
    await once(createInterface({ input: running.stdout }), 'line')
    running.kill('SIGKILL')
    await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]), { timeout: 2_000, interval: 20 })
  })

  test('lets be what was released, and ends with the lab', async () => {
    const held = await mkdtemp(path.join(temporary, 'held-'))
    const released = await mkdtemp(path.join(temporary, 'released-'))
    {
      await using warden = openWarden()
      warden.hold({ folder: held })
      warden.hold({ folder: released })()
    }
    expect([existsSync(held), existsSync(released)]).toEqual([false, true])
  })
})
