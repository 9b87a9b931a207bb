// What is made ahead in Docker: used once, replaced, and removed at the end.
import process from 'node:process'
import Docker from 'dockerode'
import { afterAll, describe, expect, test } from 'vitest'
import type { Workspace } from '../engine.ts'
import { ObservedProgram } from '../observed-program.ts'
import { dockerEngine } from './docker.ts'
import { NODE_IMAGE } from './images.ts'
import { instanceOf } from './instance.ts'
import { Subnets } from './subnets.ts'

const docker = new Docker()
const engine = dockerEngine({ docker, image: NODE_IMAGE, pool: 2 })
const missing = await engine.unavailable()
const figure = (name: string) => engine.figures().find((one) => one.name === `ackademy_pool_${name}`)?.value

/** Without which engine of this process. */
const instance = instanceOf(process.pid, 0).slice(0, -2)
const isMine = ({ Labels }: { Labels?: Record<string, string> | undefined }) => Labels?.['ackademy.instance']?.startsWith(instance) === true
const mine = async () => {
  const [containers, networks] = await Promise.all([docker.listContainers({ all: true }), docker.listNetworks()])
  return [...containers, ...networks].filter(isMine)
}

describe.skipIf(missing !== undefined)('workspaces made ahead', { timeout: 60_000 }, () => {
  const opened: Workspace[] = []
  const open = async () => {
    const workspace = await engine.open({ exercise: 'ahead' }, new AbortController().signal)
    opened.push(workspace)
    return workspace
  }
  const run = async (workspace: Workspace, text: string, env = {}) => {
    await workspace.write({ 'a.cjs': text })
    const program = await workspace.spawn(['node', 'a.cjs'], { env, terminal: { columns: 80, rows: 24 } })
    return (await new ObservedProgram(program).ended()).text.trim()
  }

  afterAll(async () => {
    await engine[Symbol.asyncDispose]()
  }, 60_000)

  test('stand ready, as many as were asked for, once the engine is told to prepare', async () => {
    expect(figure('size')).toBe(0)
    engine.prepare()
    await expect.poll(() => figure('items'), { timeout: 60_000 }).toBe(2)
  })

  test('hold one Node each, and a second that has booted while somebody is expected', async () => {
    const nodes = async () => {
      const tops = await Promise.all((await docker.listContainers()).filter(isMine).map(({ Id }) => docker.getContainer(Id).top()))
      return (tops as { Processes: string[][] }[]).map(({ Processes }) => Processes.filter((words) => /\/node( |$)/.test(words.at(-1) ?? '')).length)
    }
    // the first process is the keeper's init, with the keeper's Node among its words
    expect(await nodes()).toEqual([2, 2])
    const [first, second] = [engine.expect(), engine.expect()]
    await expect.poll(nodes, { timeout: 30_000 }).toEqual([3, 3])
    first[Symbol.dispose]()
    expect(await nodes()).toEqual([3, 3])
    second[Symbol.dispose]()
    await expect.poll(nodes, { timeout: 30_000 }).toEqual([2, 2])
  })

  test('are given to nobody twice', async () => {
    const [first, second] = [await open(), await open()]
    expect(figure('hits_total')).toBe(2)
    await run(
      first,
      `require('fs').writeFileSync('/tmp/mine', ''); require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref()`,
    )
    await first[Symbol.asyncDispose]()
    const look = `console.log([require('fs').existsSync('/tmp/mine'), require('child_process').execFileSync('ps', ['-eo', 'args']).toString().includes('sleep')].join(' '))`
    expect(await run(second, look)).toBe('false false')
    expect(await run(await open(), look)).toBe('false false')
  })

  test('are replaced in the background', async () => {
    await expect.poll(() => figure('items'), { timeout: 30_000 }).toBe(2)
  })

  test('hold a Node that has booted before its program was known', async () => {
    const workspace = await open()
    // What a warm start can be told by is said in keeper/warm-start.test.ts; one that is given a variable Node heeds is a cold one.
    const line = `console.log(require('fs').readFileSync('/proc/self/cmdline', 'utf8').split('\\0').at(-2))`
    expect(await run(workspace, line)).toBe('/program')
    expect(await run(workspace, line, { NODE_ENV: 'cold' })).toBe('a.cjs')
  })

  test('leave nothing behind where a container can’t be made, or finds no network free', async () => {
    const ids = async () => (await mine()).map(({ Id }) => Id).sort()
    const noSignal = new AbortController().signal
    await using imageless = dockerEngine({ docker, image: 'ackademy/none' })
    await using narrow = dockerEngine({ docker, image: NODE_IMAGE, subnets: Subnets.parse('10.193.7.0/28') })
    await using taking = await narrow.open({ exercise: 'ahead' }, noSignal)
    await expect.poll(() => figure('items') === figure('size'), { timeout: 60_000 }).toBe(true)
    const before = await ids()
    await expect(imageless.open({ exercise: 'ahead' }, noSignal)).rejects.toThrow('ackademy/none')
    await expect(narrow.open({ exercise: 'ahead' }, noSignal)).rejects.toThrow('No network is free in 10.193.7.0/28.')
    expect(await ids()).toEqual(before)
    await taking.write({})
  })

  test('are removed when the engine is disposed of, with those that are still open', async () => {
    expect((await mine()).length).toBeGreaterThan(0)
    await Promise.all(opened.map((workspace) => workspace[Symbol.asyncDispose]()))
    await engine[Symbol.asyncDispose]()
    expect(await mine()).toEqual([])
  })
})
