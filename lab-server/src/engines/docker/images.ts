// The learner's image: what the keeper needs and the course's packages, on Debian's packages or on an official Node image.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'
import { LabError } from '../../errors.ts'
import { followed, type Tell } from '../../images/engine-answers.ts'
import { importBuilt } from '../../images/import-built.ts'
import { coursePackages } from '../embedded/packages.ts'
import { keeperVersion, VERSION_LABEL } from './image-version.ts'

/** The learner's image. */
export const NODE_IMAGE = 'ackademy/node:local'

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
})

/** Builds NODE_IMAGE from Debian’s packages and this machine’s Node. Throws LabError `engine-failed`. */
export async function buildNodeOffline(docker: Docker, root: string, tell: Tell, name = NODE_IMAGE): Promise<void> {
  await using stage = await openStage()
  tell({ text: `${name}: gathering Node, the keeper and the course’s packages` })
  await gather(root, stage.folder)
  await mkdir(path.join(stage.folder, 'usr/local/bin'), { recursive: true })
  await cp(process.execPath, path.join(stage.folder, 'usr/local/bin/node'), { dereference: true })
  const changes = [`LABEL ${VERSION_LABEL}=${await keeperVersion()}`]
  await importBuilt(docker, { name, script: path.join(root, 'images/node/build-offline.sh'), args: [stage.folder], changes }, tell)
}

/** Builds NODE_IMAGE on a Node image that is there (images/node/Dockerfile). Throws LabError `engine-failed`. */
export async function buildNodeOn(docker: Docker, root: string, base: string, tell: Tell, name = NODE_IMAGE): Promise<void> {
  await using stage = await openStage()
  tell({ text: `${name}: gathering the keeper and the course’s packages` })
  await gather(root, stage.folder)
  await cp(path.join(root, 'images/node/Dockerfile'), path.join(stage.folder, 'Dockerfile'))
  let said = ''
  try {
    const context = { context: stage.folder, src: ['Dockerfile', 'opt'] }
    const labels = { [VERSION_LABEL]: await keeperVersion() }
    await followed(await docker.buildImage(context, { t: name, buildargs: { BASE: base }, labels, rm: true, forcerm: true }), ({ stream = '' }) => {
      said = (said + stream).slice(-2000)
      const step = /^Step (\d+)\/(\d+) : (.{1,60})/.exec(stream)
      if (step) tell({ text: `${name}: step ${step[1]} of ${step[2]}, ${step[3]}`, fraction: (Number(step[1]) - 1) / Number(step[2]) })
    })
  } catch (cause) {
    throw new LabError(
      'engine-failed',
      `The image ${name} could not be built on ${base}: ${cause instanceof Error ? cause.message : String(cause)}\n${said}`,
      'The build asks Debian’s mirror and npm’s registry. `npm run lab -- images --offline` asks Debian’s mirror only (on Debian, as root, with mmdebstrap).',
      { cause },
    )
  }
}

async function openStage(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ackademy-image-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

async function gather(root: string, stage: string): Promise<void> {
  const copy = async (from: string, to: string) => {
    await mkdir(path.dirname(path.join(stage, to)), { recursive: true })
    await cp(from, path.join(stage, to), { recursive: true, dereference: true, filter: (file) => !/[.]test[.]ts$/.test(file) })
  }
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
