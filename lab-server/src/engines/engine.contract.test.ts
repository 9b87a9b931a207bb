// What every engine promises. A promise stands here once, and each engine that is available keeps it.
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Files } from '@ackademy/contract/exercise.ts'
import { LabError } from '../errors.ts'
import Docker from 'dockerode'
import { dockerEngine } from './docker/docker.ts'
import { NODE_IMAGE } from './docker/images.ts'
import { embeddedEngine } from './embedded/embedded.ts'
import type { Engine, Workspace } from './engine.ts'
import { ObservedProgram } from './observed-program.ts'

/** A write or a read that blocks never comes back; a busy machine only takes its time. */
const STUCK_MS = 5000

const exercises = path.resolve(import.meta.dirname, '../../../exercises')
const CAP = 256 * 1024
const given = { exercises, temporary: tmpdir(), outputCap: CAP }
const pty = embeddedEngine(given)

const docker = dockerEngine({ docker: new Docker(), image: NODE_IMAGE, outputCap: CAP })

const engines: { name: string; engine: Engine; missing: string | undefined }[] = [
  { name: 'embedded, pseudo-terminal', engine: pty, missing: pty.terminalReason },
  { name: 'embedded, pipes', engine: embeddedEngine({ ...given, terminal: 'pipes' }), missing: undefined },
  { name: 'docker', engine: docker, missing: await docker.unavailable() },
]

describe.each(engines.filter(({ missing }) => missing === undefined))('an engine ($name)', ({ engine }) => {
  const terminal = { columns: 80, rows: 24 }
  let workspace: Workspace

  beforeAll(() => engine.prepare())
  afterAll(() => engine[Symbol.asyncDispose]())
  beforeEach(async () => {
    workspace = await engine.open({ exercise: 'contract' }, new AbortController().signal)
  })
  afterEach(async () => {
    await workspace[Symbol.asyncDispose]()
  })

  const start = async (files: Files, file = Object.keys(files)[0] ?? '', env = {}) => {
    await workspace.write(files)
    return new ObservedProgram(await workspace.spawn(['node', file], { env, terminal }))
  }
  const run = async (text: string) => (await start({ 'program.js': text })).ended()

  describe('runs programs', () => {
    test('and gives what they print on both streams and their exit code', async () => {
      const { text, code, signal } = await run(`console.log('out'); console.error('err'); process.exitCode = 7`)
      expect(text.split('\r\n').sort()).toEqual(['', 'err', 'out'])
      expect({ code, signal }).toEqual({ code: 7, signal: null })
    })

    test.each([
      ['ES modules', { 'a.js': `import { b } from './b.js'; console.log(b, await 'top')`, 'b.js': `export const b = 'esm'` }, 'esm top'],
      ['CommonJS', { 'a.js': `const { b } = require('./lib/b'); console.log(b, typeof module)`, 'lib/b.js': `exports.b = 'cjs'` }, 'cjs object'],
      ['TypeScript', { 'a.ts': `const a: string = 'typed'; console.log(a)` }, 'typed'],
      ['a package.json of their own', { 'a.js': `console.log(typeof require)`, 'package.json': `{"type":"module"}` }, 'undefined'],
    ])('written as %s, without a warning', async (_, files, expected) => {
      expect(await (await start(files)).ended()).toEqual({ code: 0, signal: null, text: expected + '\r\n' })
    })

    test('with the course’s packages and no others', async () => {
      const { text } = await run(`for (const name of ['amqplib', 'rabbitmq-client', 'vitest', 'express', 'zod', '@ackademy/contract/exercise.ts'])
        console.log(name, await import(name).then(() => 'found', (error) => error.code))`)
      expect(text.trim().split('\r\n')).toEqual([
        'amqplib found',
        'rabbitmq-client found',
        'vitest ERR_MODULE_NOT_FOUND',
        'express ERR_MODULE_NOT_FOUND',
        'zod ERR_MODULE_NOT_FOUND',
        '@ackademy/contract/exercise.ts ERR_MODULE_NOT_FOUND',
      ])
    })

    test('with the environment they are given and nothing of the lab’s', async () => {
      process.env['LAB_CANARY'] = 'canary'
      onTestFinished(() => {
        delete process.env['LAB_CANARY']
      })
      const program = await start({ 'a.js': `console.log(JSON.stringify(process.env))` }, 'a.js', { AMQP_URL: 'amqp://here' })
      const { text } = await program.ended()
      expect(text).not.toContain('canary')
      expect(text).toContain('"AMQP_URL":"amqp://here"')
      expect(text).toContain('"TERM":"xterm-256color"')
    })

    test('twelve at once, each with all of its output and its own exit code', async () => {
      await workspace.write({ 'a.js': `process.stdout.write(process.argv[2].repeat(100_000) + 'END'); process.exitCode = Number(process.argv[2])` })
      const numbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']
      const programs = await Promise.all(numbers.map((number) => workspace.spawn(['node', 'a.js', number], { env: {}, terminal })))
      const ends = await Promise.all(programs.map((program) => new ObservedProgram(program).ended()))
      expect(ends.map(({ code, text }) => [code, text.length, text.slice(-3)])).toEqual(
        numbers.map((n) => [Number(n), n.length * 100_000 + 3, 'END']),
      )
    })

    test('on a terminal of a size that is given with whatever else its giver knows', async () => {
      await workspace.write({ 'a.js': `console.log('columns ' + (process.stdout.columns ?? 80))` })
      const known = { ...terminal, program: 'a', state: 'idle' }
      const program = new ObservedProgram(await workspace.spawn(['node', 'a.js'], { env: {}, terminal: known }))
      expect((await program.ended()).text).toBe('columns 80\r\n')
    })

    test('keeping what was printed before anyone listened', async () => {
      await workspace.write({ 'a.js': `console.log('early')` })
      const program = await workspace.spawn(['node', 'a.js'], { env: {}, terminal })
      await program.exited
      expect(new ObservedProgram(program).text).toBe('early\r\n')
    })
  })

  describe('writes files', () => {
    const list = `const { readdirSync } = require('fs'); console.log(readdirSync('.', { recursive: true }).sort().join(' '))`

    test('removes what an earlier write named, and leaves what a program made', async () => {
      const first = { 'a.js': `require('fs').writeFileSync('made.txt', '')`, 'gone.js': '', 'folder/gone.js': '' }
      await (await start(first)).ended()
      expect((await (await start({ 'list.js': list })).ended()).text).toBe('list.js made.txt\r\n')
    })

    test.each(['../x.js', '/etc/x.js', 'node_modules/amqplib/x.js', 'a/../../x.js', '.git/hooks', '__proto__', 'a\0b', 'C:\\x', 'x'.repeat(300)])(
      'never under the name %j',
      async (name) => {
        await expect(workspace.write(JSON.parse(`{${JSON.stringify(name)}:""}`) as Files)).rejects.toThrow(LabError)
      },
    )

    test.each([
      ['a link where a file was', 'target.js', `fs.rmSync('target.js', { force: true }); fs.symlinkSync(OUTSIDE + '/victim', 'target.js')`],
      ['a link where a folder was', 'folder/victim', `fs.symlinkSync(OUTSIDE, 'folder')`],
      ['a FIFO', 'target.js', `require('child_process').execFileSync('mkfifo', ['target.js'])`],
      ['a folder where a file was', 'target.js', `fs.mkdirSync('target.js')`],
    ])('refuses %s that a program made, and touches nothing outside', async (_, name, plant) => {
      const outside = await mkdtemp(path.join(tmpdir(), 'contract-outside-'))
      onTestFinished(() => rm(outside, { recursive: true, force: true }))
      await writeFile(path.join(outside, 'victim'), 'untouched')
      const planting = { 'plant.js': `const fs = require('fs'); const OUTSIDE = ${JSON.stringify(outside)}; ${plant}` }
      expect((await (await start(planting)).ended()).code).toBe(0)
      await expect(workspace.write({ ...planting, [name]: 'written' })).rejects.toThrow(/is in the way/)
      // Nor is anything removed through it.
      await workspace.write(planting)
      expect(await readFile(path.join(outside, 'victim'), 'utf8')).toBe('untouched')
    })

    test('into the plan’s folder too, which outlives the workspace', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'contract-kept-'))
      onTestFinished(() => rm(folder, { recursive: true, force: true }))
      {
        await using kept = await engine.open({ exercise: 'contract', folder }, new AbortController().signal)
        await kept.write({ 'lib/a.js': 'kept' })
      }
      expect(await readFile(path.join(folder, 'lib/a.js'), 'utf8')).toBe('kept')
    })
  })

  describe('bounds what a program prints', () => {
    test('drops what is beyond the cap, says so once, and lets the program run on', async () => {
      const program = await start({ 'a.js': `for (let i = 0; i < 30; i++) console.log('x'.repeat(30_000)); process.exitCode = 5` })
      const { code, text } = await program.ended()
      expect(program.limits).toEqual([{ limit: 'output', allowed: CAP }])
      expect(code).toBe(5)
      expect(text.length).toBe(CAP)
    })

    test('a flood without end costs no memory, leaves the lab awake, and can be killed', async () => {
      const program = await start({ 'a.js': `const line = 'x'.repeat(65_536); const flood = () => process.stdout.write(line, flood); flood()` })
      await program.limited()
      const before = process.memoryUsage.rss()
      for (let turn = 0; turn < 20; turn++) {
        const asked = performance.now()
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(performance.now() - asked).toBeLessThan(STUCK_MS)
      }
      await program.process.kill('SIGKILL')
      expect(process.memoryUsage.rss() - before).toBeLessThan(20e6)
      expect(program.text.length).toBe(CAP)
    })

    test('as UTF-8 that no cut tears, with NULs and what is no UTF-8 in it', async () => {
      const { text } = await run(`process.stdout.write(Buffer.concat([Buffer.from('🐇ü'.repeat(20_000)), Buffer.from([0, 255, 10])]))`)
      expect(text).toBe('🐇ü'.repeat(20_000) + '\0\uFFFD\r\n')
    })

    test('never cutting a character at the cap', async () => {
      const { text } = await run(`process.stdout.write('x' + '🐇'.repeat(100_000))`)
      expect(text).toBe('x' + '🐇'.repeat(Math.floor((CAP - 1) / 4)))
    })
  })

  describe('passes on what is typed', () => {
    const reader = { 'a.js': `process.stdin.on('data', (d) => console.log('got ' + d)).on('end', () => console.log('bye')); console.log('ready')` }

    test('showing it, line by line, until Ctrl-D ends it', async () => {
      const program = await start(reader)
      await program.printed('ready')
      program.process.write('hey\x7fllo\r')
      await program.printed('got hello')
      program.process.write('\x04')
      expect(await program.ended()).toMatchObject({ code: 0, text: expect.stringMatching(/ready\r\nhey[\b ]*llo\r\ngot hello\r\n\r\nbye/) as string })
    })

    test('Ctrl-C ends a program that only waits', async () => {
      const program = await start(reader)
      await program.printed('ready')
      program.process.write('\x03')
      expect(await program.ended()).toMatchObject({ code: null, signal: 'SIGINT', text: expect.stringContaining('^C') as string })
    })

    test('a megabyte for a program that never reads leaves the lab awake', async () => {
      const program = await start({ 'a.js': `console.log('ready'); setInterval(() => {}, 1e6)` })
      await program.printed('ready')
      const asked = performance.now()
      for (let i = 0; i < 16; i++) program.process.write('line of text\r'.repeat(5_000))
      program.process.resize({ columns: 100, rows: 30 })
      expect(performance.now() - asked).toBeLessThan(STUCK_MS)
      await program.process.kill('SIGKILL')
    })
  })

  describe('ends programs', () => {
    test('politely: what a program does on SIGTERM is done', async () => {
      const program = await start({
        'a.js': `process.on('SIGTERM', () => { console.log('closing'); process.exit(3) }); setInterval(() => {}, 1e6); console.log('ready')`,
      })
      await program.printed('ready')
      await program.process.kill('SIGTERM')
      expect(await program.ended()).toEqual({ code: 3, signal: null, text: 'ready\r\nclosing\r\n' })
    })

    test('telling a signal from an exit code', async () => {
      const program = await start({ 'a.js': `console.log('ready'); setInterval(() => {}, 1e6)` })
      await program.printed('ready')
      await program.process.kill('SIGKILL')
      expect(await program.process.exited).toEqual({ code: null, signal: 'SIGKILL' })
      await program.process.kill('SIGTERM')
    })

    test('with all they forked, though none of them heeds SIGTERM', async () => {
      await using family = await listenForFamily(workspace)
      const program = await start({ 'a.js': familyProgram(family.endpoint, '') })
      await family.complete
      await program.process.kill('SIGKILL')
      await family.gone
    })

    test('and what a program leaves behind when it exits by itself', async () => {
      await using family = await listenForFamily(workspace)
      const program = await start({ 'a.js': familyProgram(family.endpoint, `process.stdin.once('data', () => process.exit(4))`) })
      await family.complete
      program.process.write('\r')
      expect((await program.ended()).code).toBe(4)
      await family.gone
    })

    test('when the workspace is disposed of, and starts no more', async () => {
      await using family = await listenForFamily(workspace)
      await start({ 'a.js': familyProgram(family.endpoint, '') })
      await family.complete
      await workspace[Symbol.asyncDispose]()
      await family.gone
      await expect(workspace.spawn(['node', 'a.js'], { env: {}, terminal })).rejects.toThrow(LabError)
      await expect(workspace.write({})).rejects.toThrow(LabError)
    })

    test('when the signal aborts', async () => {
      const aborting = new AbortController()
      await workspace[Symbol.asyncDispose]()
      workspace = await engine.open({ exercise: 'contract' }, aborting.signal)
      const program = await start({ 'a.js': `console.log('ready'); setInterval(() => {}, 1e6)` })
      await program.printed('ready')
      aborting.abort()
      expect((await program.ended()).signal).toBe('SIGKILL')
      await expect(engine.open({ exercise: 'contract' }, aborting.signal)).rejects.toBe(aborting.signal.reason)
    })
  })

  describe('joins the lab and the workspace', () => {
    test('a program dials what the lab exposes, the lab dials what a program serves', async () => {
      const server = createServer((socket) => socket.end('from the lab'))
      const { host, port } = await workspace.expose(await listening(server))
      const program = await start({
        'a.js': `const net = require('net')
          net.connect(${port}, '${host}').on('data', (d) => console.log(String(d)))
          const server = net.createServer((s) => s.end('from the program')).listen(0, () => console.log('port ' + server.address().port + ';'))`,
      })
      await program.printed('from the lab')
      await program.printed(';')
      const served = await workspace.reach(Number(/port (\d+);/.exec(program.text)?.[1]))
      const [answer] = (await once(connect(served.port, served.host), 'data')) as [Buffer]
      expect(String(answer)).toBe('from the program')
      server.close()
    })
  })
})

async function listening(server: Server): Promise<{ host: string; port: number }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { host: address.address, port: address.port }
}

const MEMBERS = 7

/** A program with three children and three grandchildren. None heeds a polite signal, and each holds a connection to the lab while it lives. */
const familyProgram = ({ host, port }: { host: string; port: number }, more: string): string => `
  const { fork } = require('child_process')
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => {})
  require('net').connect(${port}, '${host}').on('error', () => {}).resume()
  setInterval(() => {}, 1e6)
  const depth = Number(process.argv[2] ?? 0)
  for (let i = 0; i < [3, 1, 0][depth]; i++) fork(__filename, [String(depth + 1)], { stdio: 'inherit' })
  if (depth === 0) { ${more} }`

/** `complete`: all of the family are connected. `gone`: none is any more. */
async function listenForFamily(workspace: Workspace) {
  const sockets: Socket[] = []
  let [arrived, left] = [0, 0]
  const complete = Promise.withResolvers<undefined>()
  const gone = Promise.withResolvers<undefined>()
  const server = createServer((socket) => {
    sockets.push(socket)
    if (++arrived === MEMBERS) complete.resolve(undefined)
    socket.on('error', () => undefined).resume()
    socket.on('close', () => {
      if (++left === MEMBERS) gone.resolve(undefined)
    })
  })
  const endpoint = await workspace.expose(await listening(server))
  return {
    endpoint,
    complete: complete.promise,
    gone: gone.promise,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
