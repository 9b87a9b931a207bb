// Programs that mean harm, or only go wrong: each meets its limit, is told of it, and leaves nothing; a neighbour's program answers all the while.
// The numbers are those of the list of attacks the lab must stand up to; the others of it are elsewhere: files in folder.ts's tests, the network in network.test.ts.
import process from 'node:process'
import Docker from 'dockerode'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Workspace } from '../engine.ts'
import { ObservedProgram } from '../observed-program.ts'
import { dockerEngine } from './docker.ts'
import { NODE_IMAGE } from './images.ts'

const MiB = 1024 ** 2
const CAP = 256 * 1024
const engine = dockerEngine({ docker: new Docker(), image: NODE_IMAGE, outputCap: CAP, pool: 2 })
const missing = await engine.unavailable()
const terminal = { columns: 80, rows: 24 }

describe.skipIf(missing !== undefined)('a hostile program', { timeout: 60_000 }, () => {
  let neighbour: Workspace
  let answering: ObservedProgram
  let asked = 0
  let workspace: Workspace | undefined

  const open = () => engine.open({ exercise: 'hostile' }, new AbortController().signal)
  const start = async (text: string, name = 'a.cjs', env = {}) => {
    workspace ??= await open()
    await workspace.write({ [name]: text })
    return new ObservedProgram(await workspace.spawn([name.endsWith('.sh') ? 'sh' : 'node', name], { env, terminal }))
  }
  const run = async (text: string) => (await start(text)).ended()
  /** What a program in the same container finds of others, besides init, the keeper and the Node that waits. */
  const left = async () => {
    const look = `const fs = require('fs'); const all = fs.readdirSync('/proc').filter((e) => /^\\d+$/.test(e) && e !== String(process.pid))
      console.log(JSON.stringify(all.map((e) => { try { return fs.readFileSync('/proc/' + e + '/cmdline', 'utf8') } catch { return '' } }).filter((line) => !/keeper|^$|[/]program/.test(line))))`
    return JSON.parse((await run(look)).text) as string[]
  }
  const neighbourAnswers = async () => {
    answering.process.write(`${++asked}\r`)
    await answering.printed(`answer ${asked};`)
  }

  beforeAll(async () => {
    engine.prepare()
    neighbour = await open()
    await neighbour.write({ 'a.js': `process.stdin.on('data', (d) => console.log('answer ' + Number(d) + ';')); console.log('ready')` })
    answering = new ObservedProgram(await neighbour.spawn(['node', 'a.js'], { env: {}, terminal }))
    await answering.printed('ready')
  }, 60_000)
  afterEach(async () => {
    await neighbourAnswers()
    await workspace?.[Symbol.asyncDispose]()
    workspace = undefined
  })
  afterAll(async () => {
    await neighbour[Symbol.asyncDispose]()
    await engine[Symbol.asyncDispose]()
  }, 60_000)

  test('1: that forks without end is refused more, told, and gone when killed', async () => {
    const program = await start(`bomb() { bomb | bomb & }\nbomb\nwhile :; do bomb; done`, 'bomb.sh')
    await program.printed('fork')
    await neighbourAnswers()
    await program.process.kill('SIGKILL')
    expect(program.limits).toContainEqual({ limit: 'processes', allowed: 128 })
    expect(await left()).toEqual([])
  })

  test('2: that takes all memory is killed by the system, and told', async () => {
    const program = await start(`const all = []; for (;;) all.push(Buffer.alloc(${16 * MiB}, 1))`)
    expect(await program.ended()).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(program.limits).toEqual([{ limit: 'memory', allowed: 512 * MiB }])
    expect(await left()).toEqual([])
  })

  test('2: that lets its children take all memory is told, and does not end the container', async () => {
    const bomb = `const all = []; for (;;) all.push(Buffer.alloc(${8 * MiB}, 1))`
    const program = await start(
      `const { spawnSync } = require('child_process'); console.log(spawnSync(process.execPath, ['-e', ${JSON.stringify(bomb)}]).signal)`,
    )
    expect(await program.ended()).toMatchObject({ code: 0, text: 'SIGKILL\r\n' })
    expect(program.limits).toEqual([{ limit: 'memory', allowed: 512 * MiB }])
  })

  test('3: that fills its heap is told apart from one that exits', async () => {
    const { signal, text } = await run(`const all = []; for (;;) all.push(new Array(4e6).fill(1.5))`)
    expect(signal).toBe('SIGABRT')
    expect(text).toContain('heap out of memory')
    expect(await run(`process.exit(134)`)).toMatchObject({ code: 134, signal: null })
  })

  test('4: that never gives its core back is ended when asked', async () => {
    const program = await start(`process.on('SIGTERM', () => {}); console.log('busy'); for (;;);`)
    await program.printed('busy')
    await neighbourAnswers()
    await program.process.kill('SIGKILL')
    expect(await program.ended()).toMatchObject({ signal: 'SIGKILL' })
  })

  test.each([
    ['6', '/tmp', 64],
    ['7', '/dev/shm', 16],
  ])('%s: that fills %s is stopped at %i MiB, and the lab says so', async (_, folder, most) => {
    const { text } =
      await run(`const fs = require('fs'); const fd = fs.openSync('${folder}/full', 'w'); const some = Buffer.alloc(${MiB}); let written = 0
      try { for (;;) written += fs.writeSync(fd, some) } catch (error) { console.log([error.code, Math.ceil(written / ${MiB}) <= ${most}].join(' ')) }`)
    expect(text).toBe('ENOSPC true\r\n')
    if (folder === '/tmp') await expect(workspace?.write({ 'more.js': 'x'.repeat(4 * MiB) })).rejects.toThrow(/no space/)
  })

  test('8: that makes files without end is stopped', async () => {
    const { text } = await run(`const fs = require('fs'); let made = 0
      try { for (;;) fs.writeFileSync('/tmp/f' + made++, '') } catch (error) { console.log([error.code, made < 16500].join(' ')) }`)
    expect(text).toBe('ENOSPC true\r\n')
  })

  test('9: that prints without end is cut, and costs the lab no memory', async () => {
    const program = await start(`const line = 'x'.repeat(65_536) + '\\n'; const flood = () => process.stdout.write(line, flood); flood()`)
    await program.limited()
    const before = process.memoryUsage.rss()
    for (let turn = 0; turn < 5; turn++) await neighbourAnswers()
    await program.process.kill('SIGKILL')
    expect(process.memoryUsage.rss() - before).toBeLessThan(20e6)
    expect(program.text.length).toBe(CAP)
  })

  test('10: that prints one line of 100 MB, with NULs and no UTF-8, is cut', async () => {
    const program = await start(`const some = Buffer.concat([Buffer.alloc(${MiB} - 3, 'x'), Buffer.from([0, 255, 254])]); let left = 100
      const more = () => left-- > 0 ? process.stdout.write(some, more) : process.exit(6); more()`)
    await program.limited()
    await neighbourAnswers()
    await program.process.kill('SIGKILL')
    expect(Buffer.byteLength(program.text)).toBeLessThanOrEqual(CAP)
  })

  test('11: that opens files and sockets without end runs out of its own', async () => {
    const { text } = await run(
      `const fs = require('fs'); let opened = 0; try { for (;;) { fs.openSync('/dev/null'); opened++ } } catch (error) { console.log([error.code, opened < 1024].join(' ')) }`,
    )
    expect(text).toBe('EMFILE true\r\n')
  })

  test('12: that heeds no signal and hides what it forks is gone, with all of it, when killed', async () => {
    const hide = `for (const s of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(s, () => {}); setInterval(() => {}, 1e6)`
    const program = await start(`const { spawn } = require('child_process'); ${hide}
      const hidden = ${JSON.stringify(hide)}
      spawn(process.execPath, ['-e', hidden], { detached: true, stdio: 'ignore' }).unref()
      // two forks, the one between gone: nobody's child, in a session of its own
      spawn('setsid', ['sh', '-c', 'setsid ' + process.execPath + ' -e "setInterval(() => {}, 1e6)" & sleep 0.1'], { detached: true, stdio: 'ignore' })
        .on('exit', () => console.log('hidden'))`)
    await program.printed('hidden')
    await program.process.kill('SIGKILL')
    expect(await left()).toEqual([])
  })

  test('12: that exits by itself leaves nothing hidden either, and what runs beside it runs on', async () => {
    const beside = await start(
      `require('child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }); process.stdin.on('data', () => console.log('still here')); console.log('ready')`,
    )
    await beside.printed('ready')
    const program = await start(
      `require('child_process').spawn('sh', ['-c', 'setsid sleep 2000 &'], { stdio: 'ignore' }).on('exit', () => process.exit(9))`,
      'b.cjs',
    )
    expect(await program.ended()).toMatchObject({ code: 9 })
    expect(await left()).toEqual(['sleep\0' + '1000\0'])
    beside.process.write('\r')
    await beside.printed('still here')
  })

  test('14: that crashes leaves no core', async () => {
    const { signal } = await run(`process.abort()`)
    expect(signal).toBe('SIGABRT')
    expect((await run(`console.log(require('fs').readdirSync('.').join(' '))`)).text).toBe('a.cjs\r\n')
  })

  test('14: is not started with more variables or arguments than a process can have', async () => {
    const refused = { code: 1, text: expect.stringContaining('Argument list too long') as string }
    expect(await (await start('', 'a.cjs', { BIG: 'x'.repeat(4 * MiB) })).ended()).toMatchObject(refused)
    const program = await (workspace ?? expect.fail()).spawn(['node', 'a.cjs', 'x'.repeat(4 * MiB)], { env: {}, terminal })
    expect(await new ObservedProgram(program).ended()).toMatchObject(refused)
    expect((await run(`console.log('fine')`)).text).toBe('fine\r\n')
  })

  test('kills itself, its keeper or everything it may, and the next workspace opens', async () => {
    const program = await start(`try { process.kill(1, 'SIGKILL') } catch {} console.log('first'); process.kill(-1, 'SIGKILL')`)
    expect((await program.process.exited).signal).toBe('SIGKILL')
    await workspace?.[Symbol.asyncDispose]()
    workspace = undefined
    expect((await run(`console.log('fine')`)).text).toBe('fine\r\n')
  })
})
