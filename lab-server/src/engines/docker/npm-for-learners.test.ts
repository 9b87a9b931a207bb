// What a learner who knows npm tries first: it works for the course's packages, though nothing but the taps can be reached.
import Docker from 'dockerode'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import path from 'node:path'
import type { Workspace } from '../engine.ts'
import { coursePackages } from '../embedded/packages.ts'
import { ObservedProgram } from '../observed-program.ts'
import { dockerEngine } from './docker.ts'
import { NODE_IMAGE } from './images.ts'

const engine = dockerEngine({ docker: new Docker(), image: NODE_IMAGE, pool: 0 })
const missing = await engine.unavailable()
const course = [...(await coursePackages(path.resolve(import.meta.dirname, '../../../../exercises'))).keys()]

describe.skipIf(missing !== undefined)('npm in a learner’s container', { timeout: 60_000 }, () => {
  let workspace: Workspace
  beforeEach(async () => {
    workspace = await engine.open({ exercise: 'npm' }, new AbortController().signal)
  })
  afterEach(() => workspace[Symbol.asyncDispose]())
  afterAll(() => engine[Symbol.asyncDispose](), 60_000)

  const run = async (...command: string[]) =>
    new ObservedProgram(await workspace.spawn(command, { env: {}, terminal: { columns: 200, rows: 24 } })).ended()
  /** Where a program finds each of the course's packages. */
  const found = async () => {
    await workspace.write({ 'a.js': `for (const name of ${JSON.stringify(course)}) { await import(name); console.log(import.meta.resolve(name)) }` })
    return (await run('node', 'a.js')).text.trim().split('\r\n')
  }

  test('installs any of the course’s packages, and the others stay', async () => {
    expect(course.length).toBeGreaterThan(1)
    for (const at of await found()) expect(at).toMatch(/^file:\/\/\/opt\/course\//)
    for (const name of course) expect(await run('npm', 'install', name)).toMatchObject({ code: 0 })
    for (const at of await found()) expect(at).toMatch(/^file:\/\/\/tmp\//)
  })

  test('installs what a package.json of the learner’s own names', async () => {
    await workspace.write({ 'package.json': JSON.stringify({ type: 'module', dependencies: { [course[0] ?? '']: '*' } }) })
    expect(await run('npm', 'install')).toMatchObject({ code: 0 })
    expect((await run('npm', 'ls')).text).toContain(`${course[0]}@`)
  })

  test('says that it has no other', async () => {
    const { code, text } = await run('npm', 'install', 'express')
    expect(code).toBe(1)
    expect(text).toContain('ENOTCACHED')
  })
})
