// The learner's image: what the keeper needs and the course's packages, on Debian's packages or on an official Node image.
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type Docker from 'dockerode'
import { buildOn } from '../../images/build-on.ts'
import type { Tell } from '../../images/engine-answers.ts'
import { importBuilt } from '../../images/import-built.ts'
import { closure } from '../../images/installed-packages.ts'
import { openStage } from '../../images/stage.ts'
import { coursePackages } from '../embedded/packages.ts'
import { keeperVersion, VERSION_LABEL } from './image-version.ts'
import { gatherNpm } from './npm-for-learners.ts'

/** The learner's image. */
export const NODE_IMAGE = 'ackademy/node:local'

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
  const labels = { [VERSION_LABEL]: await keeperVersion() }
  await buildOn(docker, { name, base, stage: stage.folder, dockerfile: path.join(root, 'images/node/Dockerfile'), labels }, tell)
}

async function gather(root: string, stage: string): Promise<void> {
  const copy = async (from: string, to: string) => {
    await mkdir(path.dirname(path.join(stage, to)), { recursive: true })
    await cp(from, path.join(stage, to), { recursive: true, dereference: true, filter: (file) => !/[.]test[.]ts$/.test(file) })
  }
  for (const part of ['contract', 'lab-server/src/errors.ts', 'lab-server/src/engines', 'lab-server/package.json'])
    await copy(path.join(root, part), path.join('opt/keeper', part))
  await rm(path.join(stage, 'opt/keeper/contract/node_modules'), { recursive: true, force: true })
  for (const [folder, name] of await closure(['@lydell/node-pty'], root)) await copy(folder, path.join('opt/keeper/node_modules', name))
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
  const packages = await closure([...course.keys()], path.join(root, 'exercises'))
  for (const [folder, name] of packages) await copy(folder, path.join('opt/course/node_modules', name))
  await gatherNpm(root, stage, packages)
}
