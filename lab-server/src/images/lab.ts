// The lab's own image, for docker-compose.yml: the project as `npm start` serves it, less what only builds or tests it.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import type Docker from 'dockerode'
import { LabError } from '../errors.ts'
import { buildOn } from './build-on.ts'
import type { Tell } from './engine-answers.ts'
import { importBuilt } from './import-built.ts'
import { closure, dependenciesOf } from './installed-packages.ts'
import { openStage } from './stage.ts'

export const LAB_IMAGE = 'ackademy/lab:local'
/** On the image: the version of what is in it. */
export const LAB_VERSION_LABEL = 'ackademy.lab-version'

const FOLDER = 'opt/ackademy'
/** What the lab runs from. The site is built before. */
const ROOMS = ['package.json', 'contract', 'wire', 'exercises', 'lab-server', 'site/dist'] as const
const isOurs = (file: string): boolean => !file.split(path.sep).includes('node_modules')

export async function buildLabOffline(docker: Docker, root: string, tell: Tell, name = LAB_IMAGE): Promise<void> {
  await using stage = await openStage()
  tell({ text: `${name}: gathering Node, the lab and its packages` })
  await gather(root, stage.folder)
  await mkdir(path.join(stage.folder, 'usr/local/bin'), { recursive: true })
  await cp(process.execPath, path.join(stage.folder, 'usr/local/bin/node'), { dereference: true })
  const changes = [
    `LABEL ${LAB_VERSION_LABEL}=${await labVersion(root)}`,
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `WORKDIR /${FOLDER}`,
    'CMD ["node", "lab-server/src/main.ts"]',
  ]
  await importBuilt(docker, { name, script: path.join(root, 'images/lab/build-offline.sh'), args: [stage.folder], changes }, tell)
}

export async function buildLabOn(docker: Docker, root: string, base: string, tell: Tell, name = LAB_IMAGE): Promise<void> {
  await using stage = await openStage()
  tell({ text: `${name}: gathering the lab and its packages` })
  await gather(root, stage.folder)
  const labels = { [LAB_VERSION_LABEL]: await labVersion(root) }
  await buildOn(docker, { name, base, stage: stage.folder, dockerfile: path.join(root, 'images/lab/Dockerfile'), labels }, tell)
}

/** Of what would be in an image built now; the site counts as far as it is built. */
export async function labVersion(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const room of ROOMS) for (const file of await filesIn(root, room)) hash.update(`${file}\0`).update(await readFile(path.join(root, file)))
  return hash.digest('hex').slice(0, 12)
}

/** The reason docker-compose.yml can't use the image, or undefined when it can. */
export async function labUnfit(docker: Docker, root: string): Promise<string | undefined> {
  try {
    const { Config } = await docker.getImage(LAB_IMAGE).inspect()
    if (Config.Labels[LAB_VERSION_LABEL] === (await labVersion(root))) return undefined
    return `the image ${LAB_IMAGE} is of another version of the lab: \`npm run lab -- images lab\` gets it anew`
  } catch {
    return `the image ${LAB_IMAGE} is not there: \`npm run lab -- images --lab\` gets it`
  }
}

/** Regular files, by their path from the root, in order. */
async function filesIn(root: string, room: string): Promise<string[]> {
  const place = path.join(root, room)
  if (!existsSync(place)) return []
  if (path.extname(room) !== '') return [room]
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
  return files.filter(isOurs).toSorted()
}

async function gather(root: string, stage: string): Promise<void> {
  if (!existsSync(path.join(root, 'site/dist/index.html')))
    throw new LabError('engine-failed', 'The site is not built, and the lab’s image serves it.', '`npm run lab -- images --lab` builds it first.')
  const copy = async (from: string) => {
    const to = path.join(stage, FOLDER, from)
    await mkdir(path.dirname(to), { recursive: true })
    await cp(path.join(root, from), to, { recursive: true, filter: (file) => isOurs(path.relative(path.join(root, from), file)) })
  }
  for (const room of ROOMS) await copy(room)
  for (const room of ['lab-server', 'exercises']) {
    const needed = await closure(await dependenciesOf(path.join(root, room)), path.join(root, room))
    for (const folder of needed.keys()) if (!isOurs(folder)) await copy(path.relative(root, folder))
  }
  // our own are links, as they are in the project: Node strips no types inside node_modules
  await mkdir(path.join(stage, FOLDER, 'node_modules/@ackademy'), { recursive: true })
  for (const room of ['contract', 'wire']) await symlink(`../../${room}`, path.join(stage, FOLDER, 'node_modules/@ackademy', room))
}
