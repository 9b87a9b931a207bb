// A program started from a waiting Node behaves as one started by `node file`: the same programs are run both ways, and all they can tell is compared.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noWarden } from '../../embedded/no-warden.ts'
import { coursePackages, furnish } from '../../embedded/packages.ts'
import { groupGone } from '../../embedded/process-group.ts'
import { watchProcess } from '../../embedded/process.ts'
import { probePty } from '../../embedded/pty.ts'
import type { StartTerminal } from '../../embedded/terminal.ts'
import { environment, NODE_FLAGS } from '../../embedded/workspace.ts'
import { ObservedProgram } from '../../observed-program.ts'
import { WarmStart } from './warm-start.ts'

const probed = probePty()
const cold: StartTerminal = 'start' in probed ? probed.start : () => expect.fail('no pseudo-terminal')
const node = process.execPath
const exercises = path.resolve(import.meta.dirname, '../../../../../exercises')
const size = { columns: 80, rows: 24 }

interface Probe {
  readonly text: string
  readonly file?: string
  /** Once it has said “ready” or asked who. */
  readonly typed?: string
  readonly kill?: 'SIGTERM'
  readonly more?: Record<string, string>
}

/** Each prints or does something a program can tell its start by. */
const PROGRAMS: Record<string, Probe> = {
  'its arguments, options and title': {
    text: `console.log(process.argv, process.argv0, process.execArgv, process.execPath, process.title, __filename, __dirname, process.cwd())`,
  },
  'its environment, in order': { text: `console.log(Object.entries(process.env), require('os').homedir(), process.env.NODE_OPTIONS)` },
  'the environment of what it forks': {
    text: `console.log(require('child_process').execFileSync('env').toString())`,
  },
  'the options and environment of a Node it forks': {
    text: `const { fork } = require('child_process')
      if (process.argv[2] === 'child') console.log(process.argv, process.execArgv, process.env, process._preload_modules, Object.keys(require.cache))
      else fork(__filename, ['child'])`,
  },
  'what a Worker finds': {
    text: `const { Worker, isMainThread } = require('worker_threads')
      if (isMainThread) new Worker(__filename).on('exit', (code) => console.log('exit', code))
      else console.log(process.argv, process.execArgv, process.env, process._preload_modules, Object.keys(require.cache))`,
  },
  'what is on the global object and on process': {
    text: `for (const all of [globalThis, process, require('module')]) console.log(Reflect.ownKeys(all).map(String).join(' '))
      console.log(process._preload_modules, process.eventNames(), process.getActiveResourcesInfo(), process.exitCode)`,
  },
  'that it is the main module': {
    text: `console.log(require.main === module, module.id, module.parent, module.paths, module.children, process.mainModule === module, require('module').globalPaths)`,
  },
  'that it is the main module, as ESM': {
    text: `console.log(import.meta.main, import.meta.filename, import.meta.dirname, import.meta.url, import.meta.resolve('amqplib'), this)`,
    file: 'program.mjs',
  },
  'its modules: CommonJS': {
    text: `console.log(typeof require('amqplib').connect, require('./lib').b)`,
    more: { 'lib/index.js': `exports.b = typeof module` },
  },
  'its modules: ESM without a type': {
    text: `import { connect } from 'amqplib'; import { b } from './b.js'; console.log(typeof connect, b, await 1)`,
    more: { 'b.js': `export const b = 2` },
  },
  'its modules: callbacks': { text: `import amqp from 'amqplib/callback_api'; console.log(Object.keys(amqp))`, file: 'program.mjs' },
  'its modules: TypeScript': {
    text: `import type { B } from './b.ts'; const a: string = 'typed'; console.log(a satisfies B)`,
    file: 'program.ts',
    more: { 'b.ts': `export type B = string` },
  },
  'its modules: TypeScript as CommonJS': { text: `const a: string = 'typed'; console.log(a, require.main === module)`, file: 'program.cts' },
  'a package.json’s type': { text: `console.log(typeof require, import.meta.main)`, more: { 'package.json': `{"type":"module"}` } },
  'its standard streams': {
    text: `for (const name of ['stdin', 'stdout', 'stderr']) { const s = process[name]; console.log(name, s.isTTY, s.fd, s.columns, s.rows, s.isRaw, s.constructor.name) }
      console.log(process.stdout.hasColors(), process.stdout.getColorDepth(), require('child_process').execFileSync('tty', { stdio: ['inherit', 'pipe', 'pipe'] }).toString().replace(/\\d+/, 'N'))`,
  },
  'its open descriptors': {
    text: `const fs = require('fs')
      const kinds = fs.readdirSync('/proc/self/fd').map((fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd) } catch { return 'gone' } })
      console.log(kinds.filter((kind) => kind !== '/dev/ptmx').map((kind) => kind.replace(/\\d+/, 'N')).join(' '))`,
  },
  'what is typed': {
    text: `process.stdin.on('data', (d) => console.log('got', d)).on('end', () => console.log('end')); console.log('ready')`,
    typed: 'hello\r\x04',
  },
  'what is asked line by line': {
    text: `import * as readline from 'node:readline/promises'; const rl = readline.createInterface({ input: process.stdin, output: process.stdout }); console.log('ready ' + await rl.question('who? ')); rl.close()`,
    file: 'program.mjs',
    typed: 'Ada\r',
  },
  'Ctrl-C': { text: `console.log('ready'); setInterval(() => {}, 1e6)`, typed: '\x03' },
  'Ctrl-C that it heeds': {
    text: `process.on('SIGINT', (...all) => { console.log(all); process.exit(3) }); console.log('ready'); setInterval(() => {}, 1e6)`,
    typed: '\x03',
  },
  SIGTERM: { text: `console.log('ready'); setInterval(() => {}, 1e6)`, kill: 'SIGTERM' },
  'SIGTERM that it heeds': {
    text: `process.once('SIGTERM', (...all) => { console.log(all); process.exitCode = 4; clearInterval(t) }); const t = setInterval(() => {}, 1e6); console.log('ready')`,
    kill: 'SIGTERM',
  },
  'an uncaught error': { text: `const inner = () => { throw new TypeError('boom', { cause: new Error('why') }) }; inner()` },
  'an uncaught error, as ESM': { text: `export {}; await null; throw new Error('boom')`, file: 'program.mjs' },
  'an uncaught error, as ESM without a type': { text: `import 'fs'; function f() { throw new Error('boom') } f()` },
  'an uncaught error, later': { text: `setTimeout(() => { throw new Error('boom') }); Error.stackTraceLimit = 50` },
  'an assertion’s error': { text: `require('assert').deepStrictEqual({ a: 1, b: 'two' }, { a: 2, b: 'two' })` },
  'an unhandled rejection': { text: `Promise.reject(new Error('boom'))` },
  'a rejection with no error': { text: `Promise.reject('boom')` },
  'a syntax error': { text: `const = 1` },
  'a syntax error in TypeScript': { text: `const a: = 1`, file: 'program.ts' },
  'a missing module': { text: `require('./nowhere')` },
  'a missing package': { text: `import 'nowhere'`, file: 'program.mjs' },
  'an await that never ends': { text: `await new Promise(() => {})`, file: 'program.mjs' },
  'its whole stack': { text: `Error.stackTraceLimit = 100; console.log(new Error('here').stack)` },
  'its whole stack, as ESM': { text: `Error.stackTraceLimit = 100; console.log(new Error('here').stack)`, file: 'program.mjs' },
  'its exit code': { text: `process.exitCode = 7; process.on('exit', (code) => console.log('exit', code))` },
  'process.exit': { text: `setInterval(() => {}, 1e6); process.on('beforeExit', () => console.log('never')); process.exit(8)` },
  'process.abort': { text: `process.abort()` },
  'a warning': { text: `process.emitWarning('careful', 'SomeWarning', 'S1'); new Buffer(1)` },
  'the order of its first turns': {
    text: `setTimeout(() => console.log('timeout')); setImmediate(() => console.log('immediate')); process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('then')); queueMicrotask(() => console.log('micro')); console.log('now')`,
  },
  'the limits of its process': {
    text: `const fs = require('fs'); console.log(fs.readFileSync('/proc/self/limits', 'utf8'), process.umask(), process.getuid(), require('os').getPriority())`,
  },
  'its session and group': {
    text: `const [state, parent, group, session, tty, front] = require('fs').readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' '); console.log(group == process.pid, session == process.pid, front == process.pid, tty !== '0', process.ppid)`,
  },
}

describe.skipIf('reason' in probed)('a program cannot tell a waiting Node from `node file` by', () => {
  let holder = ''
  let warm: WarmStart
  let roomLeft = true
  let refused = 0
  /** Whether one that is made ahead does not boot. */
  let hangs = false

  beforeAll(async () => {
    holder = await mkdtemp(path.join(tmpdir(), 'warm-'))
    await furnish(holder, await coursePackages(exercises))
    const env = environment('/', node)
    // another size than the programs', as where one is made before its learner comes
    const size = { columns: 111, rows: 33 }
    const load = ['amqplib', 'amqplib/callback_api']
    const course = path.join(exercises, 'package.json')
    const start: StartTerminal = (command) =>
      cold(hangs && command.args.includes('/program') ? { ...command, file: '/bin/sleep', args: ['60'] } : command)
    const asked = { roomLeft: () => roomLeft, refused: () => refused }
    warm = new WarmStart({ start, node, flags: NODE_FLAGS, env, size, course, load, temporary: holder, ...asked })
  })
  afterAll(async () => {
    warm.end()
    await rm(holder, { recursive: true, force: true })
  })

  const run = async (start: StartTerminal, name: string, { file = 'program.js', typed, kill }: Probe) => {
    const folder = path.join(holder, name)
    const env = { ...environment(folder, node), AMQP_URL: 'amqp://here' }
    const terminal = start({ file: node, args: [...NODE_FLAGS, file, 'an argument', '--flag'], folder, env, size })
    const program = new ObservedProgram(watchProcess(terminal, { outputCap: 1e6, warden: noWarden }))
    if (typed !== undefined || kill !== undefined) await program.until(() => /ready|who/.test(program.text), 'it asks')
    if (typed !== undefined) program.process.write(typed)
    if (kill !== undefined) await program.process.kill(kill)
    const { text, ...exit } = await program.ended()
    return {
      ...exit,
      lines: text
        .replaceAll(String(terminal.leader), 'PID')
        .replaceAll(/0x[0-9a-f]+/g, 'ADDRESS')
        .split('\r\n'),
    }
  }

  test.each(Object.entries(PROGRAMS))('%s', async (name, probe) => {
    const folder = path.join(holder, name.replaceAll(/\W/g, '-'))
    await mkdir(folder)
    for (const [file, text] of Object.entries({ ...probe.more, [probe.file ?? 'program.js']: probe.text })) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
      await writeFile(path.join(folder, file), text)
    }
    const expected = await run(cold, path.basename(folder), probe)
    await warm.prepare()
    const waited = warm.waiting
    expect(await run(warm.start, path.basename(folder), probe)).toEqual(expected)
    expect(waited).toBeDefined()
    expect(warm.waiting).not.toBe(waited)
  })

  test('being asked to run while it boots', async () => {
    const text = `console.log(require('fs').readFileSync('/proc/self/cmdline', 'utf8').split('\\0').at(-2), process.argv[1])`
    await mkdir(path.join(holder, 'early'))
    await writeFile(path.join(holder, 'early', 'program.js'), text)
    warm.end()
    void warm.prepare()
    await warm.begun()
    expect((await run(warm.start, 'early', { text })).lines).toEqual([`/program ${path.join(holder, 'early', 'program.js')}`, ''])
  })

  test('anything but, besides its age, its first command line and environment in /proc, and the packages that are loaded already', async () => {
    const text = `const fs = require('fs'); console.log(JSON.stringify([...['cmdline', 'environ'].map((file) => fs.readFileSync('/proc/self/' + file, 'utf8').split('\\0')), Object.keys(require.cache).length]))`
    await mkdir(path.join(holder, 'told'))
    await writeFile(path.join(holder, 'told', 'program.js'), text)
    await warm.prepare()
    const { lines } = await run(warm.start, 'told', { text })
    const [line, environ, loaded] = JSON.parse(lines.join('')) as [string[], string[], number]
    expect(line).toEqual([node, ...NODE_FLAGS, '/program', ''])
    expect(environ.map((one) => one.split('=')[0])).toContain('ACKADEMY_WAITING')
    expect(loaded).toBeGreaterThan(10)
  })

  test('one that may take its time has compiled what it loaded; one that is waited for compiles as it goes', async () => {
    const text = `console.log(String(require('v8').getHeapCodeStatistics().bytecode_and_metadata_size))`
    await writeFile(path.join(holder, 'told', 'program.js'), text)
    const compiled = async (given: { soon: boolean }) => {
      warm.end()
      await warm.prepare(given)
      return Number((await run(warm.start, 'told', { text })).lines[0])
    }
    expect(await compiled({ soon: false })).toBeGreaterThan(1.2 * (await compiled({ soon: true })))
  })

  test('none waits where none is wanted, nor comes back after a program', async () => {
    await warm.prepare()
    const waited = warm.waiting ?? expect.fail()
    warm.end()
    expect(warm.waiting).toBeUndefined()
    await groupGone(waited)
    await run(warm.start, 'told', { text: '' })
    await warm.begun()
    expect(warm.waiting).toBeUndefined()
    await warm.prepare()
    expect(warm.waiting).toBeDefined()
  })

  test('none is made while memory or processes are short, and one as soon as they are not', async () => {
    warm.end()
    roomLeft = false
    await warm.prepare()
    expect(warm.waiting).toBeUndefined()
    roomLeft = true
    await expect.poll(() => warm.waiting).toBeDefined()
  })

  test('one that was refused a thread while it booted, and may hang, is given no program', async () => {
    warm.end()
    hangs = true
    void warm.prepare()
    await warm.begun()
    const hanging = warm.waiting ?? expect.fail()
    refused++
    hangs = false
    expect(await run(warm.start, 'told', { text: '' })).toMatchObject({ code: 0 })
    await groupGone(hanging)
    await warm.prepare()
    expect(warm.waiting).toBeDefined()
  })
})
