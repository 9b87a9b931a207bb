// What a learner's program finds when it looks around in its container.
import Docker from 'dockerode'
import { afterAll, describe, expect, test } from 'vitest'
import { ObservedProgram } from '../observed-program.ts'
import { dockerEngine } from './docker.ts'
import { NODE_IMAGE } from './images.ts'

const engine = dockerEngine({ docker: new Docker(), image: NODE_IMAGE })
const missing = await engine.unavailable()

/** What the program's last expression printed as JSON. */
async function inside(text: string): Promise<unknown> {
  await using workspace = await engine.open({ exercise: 'container' }, new AbortController().signal)
  await workspace.write({
    'a.js': `const fs = require('fs'); const tried = (act) => { try { act(); return 'done' } catch (error) { return error.code } }; ${text}`,
  })
  const ended = await new ObservedProgram(await workspace.spawn(['node', 'a.js'], { env: {}, terminal: { columns: 80, rows: 24 } })).ended()
  return JSON.parse(ended.text)
}

describe.skipIf(missing !== undefined)('in a learner’s container', { timeout: 20_000 }, () => {
  afterAll(() => engine[Symbol.asyncDispose]())

  test('a program has no right, and can gain none', async () => {
    const status = (await inside(`console.log(JSON.stringify(fs.readFileSync('/proc/self/status', 'utf8')))`)) as string
    expect(Object.fromEntries(status.split('\n').map((line) => line.split(':\t')))).toMatchObject({
      CapEff: '0000000000000000',
      CapBnd: '0000000000000000',
      NoNewPrivs: '1',
      Seccomp: '2',
      Uid: '1000\t1000\t1000\t1000',
    })
  })

  test('nothing can be written but in /tmp and /dev/shm', async () => {
    const places = ['/', '/etc', '/opt/course', '/opt/keeper', '/usr/local/bin', '/var/tmp', '/run', '/root', '/tmp', '/dev/shm']
    const found = await inside(
      `console.log(JSON.stringify(${JSON.stringify(places)}.filter((p) => tried(() => fs.writeFileSync(p + '/x', '')) === 'done')))`,
    )
    expect(found).toEqual(['/tmp', '/dev/shm'])
  })

  test('the keeper’s words can’t be forged, nor its memory read', async () => {
    const found = await inside(`
      const keepers = fs.readdirSync('/proc').filter((p) => /^\\d+$/.test(p) && /opt.keeper/.test(fs.readFileSync('/proc/' + p + '/cmdline', 'utf8')))
      console.log(JSON.stringify(keepers.map((p) => ['fd/1', 'fd/0', 'mem', 'environ'].map((f) => tried(() => fs.closeSync(fs.openSync('/proc/' + p + '/' + f, f === 'fd/1' ? 'w' : 'r')))))))`)
    const refused = ['EACCES', 'EACCES', 'EACCES', 'EACCES']
    expect(found).toEqual([refused, refused])
  })

  test('there is no way out: no route, no name server, no Docker socket', async () => {
    const found = await inside(`
      const net = require('net')
      const dial = (host, port) => new Promise((done) => {
        const socket = net.connect({ host, port, timeout: 1500 }, () => done('connected'))
        socket.on('error', (error) => done(error.code)).on('timeout', () => done(socket.destroy()))
      })
      Promise.all([dial('1.1.1.1', 443), dial('169.254.169.254', 80), dial('172.17.0.1', 22), dial('deb.debian.org', 80)]).then((answers) =>
        console.log(JSON.stringify([...answers.map((answer) => answer === 'connected'), fs.existsSync('/var/run/docker.sock')])))`)
    expect(found).toEqual([false, false, false, false, false])
  })

  test('a learner who kills the keeper ends the program, and is told', async () => {
    await using workspace = await engine.open({ exercise: 'container' }, new AbortController().signal)
    await workspace.write({ 'a.js': `process.kill(process.ppid, 'SIGKILL'); setInterval(() => {}, 1000)` })
    const program = await workspace.spawn(['node', 'a.js'], { env: {}, terminal: { columns: 80, rows: 24 } })
    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
    await expect(workspace.write({})).rejects.toThrow('The container ended.')
  })
})
