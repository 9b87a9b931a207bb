// What is left when a lab, a container or Docker itself ends without asking: nothing for long, and whoever is concerned is told in words.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import Docker from 'dockerode'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { ObservedProgram } from '../observed-program.ts'
import { dockerEngine } from './docker.ts'
import { instancesWithChain } from './firewall.ts'
import { NODE_IMAGE } from './images.ts'
import { instanceOf, lifeOf } from './instance.ts'
import { Reaper } from './reaper.ts'

const docker = new Docker()
const engine = dockerEngine({ docker, image: NODE_IMAGE, pool: 0 })
const missing = await engine.unavailable()
const terminal = { columns: 80, rows: 24 }
const open = () => engine.open({ exercise: 'order' }, new AbortController().signal)

/** Names of all that bears this lab's word, or that of one of its process's engines. */
const left = async (instance: string): Promise<string[]> => {
  const filters = { label: ['ackademy.instance'] }
  const [containers, networks] = await Promise.all([docker.listContainers({ all: true, filters }), docker.listNetworks({ filters })])
  const named = [
    ...containers.map(({ Labels, Names }) => ({ Labels, name: Names[0] ?? '' })),
    ...networks.map(({ Labels, Name }) => ({ Labels, name: Name })),
  ]
  return named.filter(({ Labels }) => Labels?.['ackademy.instance']?.startsWith(instance)).map(({ name }) => name)
}

/** A lab of its own process, with two workspaces open. */
async function labThatWillDie() {
  const url = (file: string) => pathToFileURL(path.join(import.meta.dirname, file)).href
  const text = `
    import Docker from ${JSON.stringify(import.meta.resolve('dockerode'))}
    import { dockerEngine } from '${url('docker.ts')}'
    const engine = dockerEngine({ docker: new Docker(), image: '${NODE_IMAGE}', pool: 0 })
    const open = () => engine.open({ exercise: 'order' }, new AbortController().signal)
    const workspaces = await Promise.all([open(), open()])
    await workspaces[0].write({ 'a.js': 'setInterval(() => {}, 1000)' })
    await workspaces[0].spawn(['node', 'a.js'], { env: {}, terminal: { columns: 80, rows: 24 } })
    console.log('open')
    setInterval(() => {}, 1000)`
  const lab = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: lab.stdout })) if (line === 'open') break
  return { instance: instanceOf(lab.pid ?? 0, 1), kill: () => lab.kill('SIGKILL') && once(lab, 'exit') }
}

describe.skipIf(missing !== undefined)('order', { timeout: 60_000 }, () => {
  afterAll(() => engine[Symbol.asyncDispose](), 60_000)

  test('a lab that is killed leaves containers that end by themselves, and what else it left goes when the next begins; a living one loses nothing', async () => {
    await using living = await open()
    const lab = await labThatWillDie()
    expect((await left(lab.instance)).length).toBe(4)
    const running = await docker.listContainers({ filters: { label: [`ackademy.instance=${lab.instance}`] } })
    const gone = running.map(({ Id }) =>
      docker
        .getContainer(Id)
        .wait({ condition: 'removed' })
        .catch(() => undefined),
    )
    await lab.kill()
    const killed = performance.now()
    await Promise.all(gone)
    expect(performance.now() - killed).toBeLessThan(15_000)
    expect(lifeOf(lab.instance)).toBe('gone')

    const mine = await left(instanceOf(process.pid, 0).slice(0, -2))
    await new Reaper({ docker, instance: instanceOf(process.pid, 50), sessions: new Set() }).reap()
    expect(await left(lab.instance)).toEqual([])
    expect(await instancesWithChain()).not.toContain(lab.instance)
    expect(await left(instanceOf(process.pid, 0).slice(0, -2))).toEqual(mine)
    await living.write({ 'a.js': `console.log('well')` })
    expect((await new ObservedProgram(await living.spawn(['node', 'a.js'], { env: {}, terminal })).ended()).text).toBe('well\r\n')
  })

  test('a container that is killed ends its programs, says so, and the next one opens', async () => {
    await using workspace = await open()
    await workspace.write({ 'a.js': `console.log('ready'); setInterval(() => {}, 1000)` })
    const program = new ObservedProgram(await workspace.spawn(['node', 'a.js'], { env: {}, terminal }))
    await program.printed('ready')
    const mine = await docker.listContainers({ filters: { label: [`ackademy.instance=${instanceOf(process.pid, 1)}`] } })
    expect(mine).toHaveLength(1)
    await docker.getContainer(mine[0]?.Id ?? '').kill()
    expect((await program.process.exited).signal).toBe('SIGKILL')
    expect(await workspace.lost).toMatchObject({ code: 'engine-failed', message: 'The container ended.', advice: 'Run again: a new one is started.' })
    await expect(workspace.write({})).rejects.toThrow('The container ended.')
    await using next = await open()
    await next.write({ 'a.js': '' })
  })

  test('a Docker engine that goes away is told in words, and used again when it is back', async () => {
    await using wire = await dockerOverAWire()
    await using distant = dockerEngine({ docker: wire.docker, image: NODE_IMAGE, pool: 0 })
    const workspace = await distant.open({ exercise: 'order' }, new AbortController().signal)
    const lab = instanceOf(process.pid, 2)
    const [container] = await docker.listContainers({ filters: { label: [`ackademy.instance=${lab}`] } })
    const ended = docker
      .getContainer(container?.Id ?? '')
      .wait({ condition: 'removed' })
      .catch(() => undefined)
    wire.cut()
    expect((await workspace.lost).message).toContain('The container ended.')
    expect(await distant.unavailable()).toContain('no Docker engine answers')
    await expect(distant.open({ exercise: 'order' }, new AbortController().signal)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('No container could be started') as string,
    })
    await workspace[Symbol.asyncDispose]()
    // nobody holds its stdin any more
    await ended
    wire.mend()
    await using next = await distant.open({ exercise: 'order' }, new AbortController().signal)
    await next.write({ 'a.js': '' })
    expect((await left(lab)).length).toBe(3)
    await new Reaper({
      docker,
      instance: lab,
      sessions: new Set((await left(lab)).filter((name) => name.startsWith('/')).map((name) => name.slice(-6))),
    }).reap()
    expect((await left(lab)).length).toBe(2)
  })

  test('of a lab on another machine only what does not run goes, and only after its deadline', async () => {
    const word = `${instanceOf(process.pid, 1).startsWith('z') ? 'y' : 'z'}${'0'.repeat(18)}`
    const make = async (name: string, deadline: number) => {
      const labels = {
        ackademy: 'network',
        'ackademy.instance': word,
        'ackademy.session': name,
        'ackademy.deadline': new Date(deadline).toISOString(),
      }
      const network = await docker.createNetwork({ Name: `ackademy-test-${process.pid}-${name}`, Internal: true, Labels: labels })
      onTestFinished(() => network.remove().catch(() => undefined))
    }
    await make('early', Date.now() + 60_000)
    await make('late', Date.now() - 1)
    await new Reaper({ docker, instance: instanceOf(process.pid, 50), sessions: new Set() }).reap()
    expect(await left(word)).toEqual([`ackademy-test-${process.pid}-early`])
  })
})

describe.skipIf(missing !== undefined)('what a lab in a container left', { timeout: 30_000 }, () => {
  test('goes at once when that container does not run, and stays while it does', async () => {
    await using engineOfMine = dockerEngine({ docker, image: NODE_IMAGE, pool: 0 })
    await using _workspace = await engineOfMine.open({ exercise: 'order' }, new AbortController().signal)
    const learners = await docker.listContainers({ filters: { label: ['ackademy=learner'] } })
    const running = learners.find(({ Labels }) => Labels['ackademy.instance']?.startsWith(instanceOf(process.pid, 0).slice(0, -2)))
    const word = `${instanceOf(process.pid, 1).startsWith('z') ? 'y' : 'z'}${'1'.repeat(18)}`
    const make = async (name: string, lab: string) => {
      const labels = { ackademy: 'network', 'ackademy.instance': word, 'ackademy.session': name, 'ackademy.lab': lab }
      const network = await docker.createNetwork({ Name: `ackademy-test-${process.pid}-${name}`, Internal: true, Labels: labels })
      onTestFinished(() => network.remove().catch(() => undefined))
    }
    await make('runs', running?.Id ?? '')
    await make('gone', 'f'.repeat(64))
    await new Reaper({ docker, instance: instanceOf(process.pid, 50), sessions: new Set() }).reap()
    expect(await left(word)).toEqual([`ackademy-test-${process.pid}-runs`])
  })
})

/** Docker's socket through another one, which can be cut as a restart of dockerd would. */
async function dockerOverAWire() {
  const folder = await mkdtemp(path.join(tmpdir(), 'docker-wire-'))
  const socketPath = path.join(folder, 'docker.sock')
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer({ allowHalfOpen: true }, (inside) => {
    if (!open) return void inside.destroy()
    const outside = connect({ path: '/var/run/docker.sock', allowHalfOpen: true })
    for (const socket of [inside, outside]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => [inside, outside].forEach((one) => one.destroy()))
    }
    inside.pipe(outside).pipe(inside)
  })
  await once(server.listen(socketPath), 'listening')
  return {
    docker: new Docker({ socketPath }),
    cut: () => {
      open = false
      for (const socket of sockets) socket.destroy()
    },
    mend: () => {
      open = true
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
