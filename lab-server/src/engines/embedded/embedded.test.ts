// What the embedded engine promises beyond the contract: about processes, terminals and folders of this machine.
import { existsSync, mkdtempSync, readdirSync, readlinkSync, statSync, readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Workspace } from '../engine.ts'
import { ObservedProgram } from '../observed-program.ts'
import { embeddedEngine, type EmbeddedEngine, type EmbeddedGiven } from './embedded.ts'

const exercises = path.resolve(import.meta.dirname, '../../../../exercises')
const size = { columns: 91, rows: 23 }
const temporary = mkdtempSync(path.join(tmpdir(), 'embedded-test-'))
afterAll(() => rm(temporary, { recursive: true, force: true }))

const engine = (given: Partial<EmbeddedGiven> = {}) => embeddedEngine({ exercises, temporary, ...given })
const open = (from: EmbeddedEngine) => from.open({ exercise: 'simple-consumer' }, new AbortController().signal)
const start = async (workspace: Workspace, text: string) => {
  await workspace.write({ 'a.js': text })
  return new ObservedProgram(await workspace.spawn(['node', 'a.js'], { env: {}, terminal: size }))
}
const run = async (from: EmbeddedEngine, text: string) => {
  await using workspace = await open(from)
  return await (await start(workspace, text)).ended()
}

const terminals = { pty: engine(), pipes: engine({ terminal: 'pipes' }) }
const hasPty = terminals.pty.terminal === 'pty'
const available = hasPty ? (['pty', 'pipes'] as const) : (['pipes'] as const)

describe('the embedded engine', () => {
  test('runs programs, builds nothing, and is always available', async () => {
    expect([...terminals.pty.capabilities]).toEqual(['run'])
    expect(await terminals.pty.unavailable()).toBeUndefined()
  })

  test('says why it has no pseudo-terminal', () => {
    expect(terminals.pipes).toMatchObject({ terminal: 'pipes', terminalReason: 'pipes were asked for' })
    expect(terminals.pty.terminalReason === undefined).toBe(hasPty)
  })

  test.runIf(hasPty)('gives a program a real terminal: a TTY of the size asked for, which it hears change', async () => {
    await using workspace = await open(terminals.pty)
    const program = await start(
      workspace,
      `const { stdin, stdout } = process
       console.log(stdin.isTTY, stdout.isTTY, stdout.getColorDepth(), stdout.columns, stdout.rows)
       stdin.resume(); stdout.on('resize', () => { console.log(stdout.columns + 'x' + stdout.rows); process.exit() })`,
    )
    await program.printed('91 23'.replace(/\d+/g, '\x1b[33m$&\x1b[39m'))
    program.process.resize({ columns: 120, rows: 40 })
    expect((await program.ended()).text).toContain('120x40')
  })

  test('asks for colours on pipes', async () => {
    expect((await run(terminals.pipes, `console.log(42)`)).text).toBe('\x1b[33m42\x1b[39m\r\n')
  })

  test.each(available)('gives a program only these variables (%s)', async (terminal) => {
    const { text } = await run(terminals[terminal], `console.log(Object.keys(process.env).filter((key) => key !== 'PWD').sort().join())`)
    expect(text.trim()).toBe(terminal === 'pty' ? 'HOME,LANG,PATH,TERM' : 'FORCE_COLOR,HOME,LANG,PATH,TERM')
  })

  test.each(available)('leaves no process when kill returns (%s)', async (terminal) => {
    await using workspace = await open(terminals[terminal])
    const program = await start(
      workspace,
      `for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => {})
       setInterval(() => {}, 1e6)
       const depth = Number(process.argv[2] ?? 0)
       for (let i = 0; i < [3, 1, 0][depth]; i++) require('child_process').fork(__filename, [String(depth + 1)], { stdio: 'inherit' })
       console.log('pid ' + process.pid + ';')`,
    )
    const pids = () => [...program.text.matchAll(/pid (\d+);/g)].map(([, pid]) => Number(pid))
    await program.until(() => pids().length === 7, 'seven processes')
    await program.process.kill('SIGKILL')
    expect(pids().filter(lives)).toEqual([])
  })

  test.each(available)('leaves no open descriptor behind (%s)', async (terminal) => {
    const from = terminals[terminal]
    await run(from, '')
    const before = readdirSync('/proc/self/fd').length
    for (let i = 0; i < 10; i++) await run(from, `console.log(1)`)
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
  })

  test.each(available)('ends with the program, though somebody who left its group keeps its terminal open (%s)', async (terminal) => {
    const { text, code } = await run(
      terminals[terminal],
      `const child = require('child_process').spawn('sleep', ['3'], { detached: true, stdio: 'inherit' })
       console.log('left'); child.unref()`,
    )
    expect({ text, code }).toEqual({ text: 'left\r\n', code: 0 })
  })

  test('makes a folder for its owner only, holding links to the course’s packages, and removes it', async () => {
    const parent = path.join(temporary, 'alone')
    await mkdir(parent)
    {
      await using workspace = await open(engine({ temporary: parent, terminal: 'pipes' }))
      await workspace.write({ 'a.js': '' })
      const [holder] = readdirSync(parent).map((name) => path.join(parent, name))
      if (!holder) throw new Error('no folder was made')
      expect(statSync(holder).mode & 0o777).toBe(0o700)
      const packages = path.join(holder, 'node_modules')
      expect(readdirSync(packages).sort()).toEqual(['amqplib', 'rabbitmq-client'])
      expect(readlinkSync(path.join(packages, 'amqplib'))).toMatch(/node_modules\/amqplib$/)
      expect(existsSync(path.join(holder, 'simple-consumer', 'a.js'))).toBe(true)
    }
    expect(readdirSync(parent)).toEqual([])
  })

  test('removes what a program made unreadable, and nothing its links point to', async () => {
    const parent = path.join(temporary, 'unreadable')
    const kept = path.join(temporary, 'kept')
    await Promise.all([mkdir(parent), mkdir(kept, { mode: 0o500 })])
    await run(
      engine({ temporary: parent, terminal: 'pipes' }),
      `const fs = require('fs')
       fs.mkdirSync('deep/er', { recursive: true }); fs.writeFileSync('deep/er/file', ''); fs.symlinkSync(${JSON.stringify(kept)}, 'deep/link')
       fs.chmodSync('deep/er', 0); fs.chmodSync('deep', 0)`,
    )
    expect(readdirSync(parent)).toEqual([])
    expect(statSync(kept).mode & 0o777).toBe(0o500)
  })
})

/** A zombie is dead: it only waits for the machine's first process to reap it. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
