// The learner's image, built from Debian's packages and what is installed here: asks no image registry.
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { finished } from 'node:stream/promises'
import path from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'
import { LabError } from '../../errors.ts'
import { coursePackages } from '../embedded/packages.ts'

/** The learner's image. */
export const NODE_IMAGE = 'ackademy/node:local'

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
})

/** Builds NODE_IMAGE. `progress` is told each step. Throws LabError `engine-failed`. */
export async function buildOffline(docker: Docker, root: string, progress: (text: string) => void): Promise<void> {
  const stage = await mkdtemp(path.join(tmpdir(), 'ackademy-image-'))
  try {
    progress('gathering Node, the keeper and the course’s packages')
    await gather(root, stage)
    progress('a minimal Debian 12 (mmdebstrap, about half a minute)')
    const build = spawn(path.join(root, 'images/node/build-offline.sh'), [stage], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    build.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4000)
      const step = /I: (.+)/.exec(bytes.toString())?.[1]
      if (step !== undefined) progress(step)
    })
    const [repo, tag] = NODE_IMAGE.split(':')
    const exited = new Promise<number | null>((resolve, reject) => build.once('exit', resolve).once('error', reject))
    const answer = await docker.importImage(build.stdout, { repo, tag, changes: 'LABEL ackademy=image' })
    const [code] = await Promise.all([exited, finished(answer.resume())])
    if (code !== 0) throw new Error(`build-offline.sh ended with ${code}:\n${said}`)
  } catch (cause) {
    throw new LabError(
      'engine-failed',
      `The image could not be built: ${cause instanceof Error ? cause.message : String(cause)}`,
      'It needs root, and the Debian package mmdebstrap.',
      { cause },
    )
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

async function gather(root: string, stage: string): Promise<void> {
  const copy = async (from: string, to: string) => {
    await mkdir(path.dirname(path.join(stage, to)), { recursive: true })
    await cp(from, path.join(stage, to), { recursive: true, dereference: true, filter: (file) => !/[.]test[.]ts$/.test(file) })
  }
  await copy(process.execPath, 'usr/local/bin/node')

  for (const part of ['contract', 'lab-server/src/errors.ts', 'lab-server/src/engines', 'lab-server/package.json'])
    await copy(path.join(root, part), path.join('opt/keeper', part))
  await rm(path.join(stage, 'opt/keeper/contract/node_modules'), { recursive: true, force: true })
  for (const [name, folder] of await closure(['zod', '@lydell/node-pty'], root)) await copy(folder, path.join('opt/keeper/node_modules', name))
  // Node strips no types inside node_modules: the contract is a link there, as it is in the project
  await mkdir(path.join(stage, 'opt/keeper/node_modules/@ackademy'), { recursive: true })
  await writeFile(path.join(stage, 'opt/keeper/package.json'), '{"type":"module"}\n')
  await symlink('../../contract', path.join(stage, 'opt/keeper/node_modules/@ackademy/contract'))

  const course = await coursePackages(path.join(root, 'exercises'))
  await mkdir(path.join(stage, 'opt/course'), { recursive: true })
  await writeFile(
    path.join(stage, 'opt/course/package.json'),
    JSON.stringify({ dependencies: Object.fromEntries([...course.keys()].map((name) => [name, '*'])) }),
  )
  for (const [name, folder] of await closure([...course.keys()], path.join(root, 'exercises')))
    await copy(folder, path.join('opt/course/node_modules', name))
}

/** These packages and all they depend on, with the folder each is installed in. */
async function closure(names: readonly string[], from: string, found = new Map<string, string>()): Promise<Map<string, string>> {
  for (const name of names) {
    if (found.has(name)) continue
    const folder = await installed(name, from)
    if (folder === undefined) continue // optional, for another platform
    found.set(name, folder)
    const { dependencies = {}, optionalDependencies = {} } = Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
    await closure(Object.keys({ ...dependencies, ...optionalDependencies }), folder, found)
  }
  return found
}

async function installed(name: string, from: string): Promise<string | undefined> {
  const there = await realpath(path.join(from, 'node_modules', name)).catch(() => undefined)
  const parent = path.dirname(from)
  return there ?? (parent === from ? undefined : installed(name, parent))
}
