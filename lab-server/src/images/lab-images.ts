// The images the lab runs: what each is for, what it costs to get, and the two ways to it: from a registry, or from Debian's packages.
import { existsSync } from 'node:fs'
import path from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'
import { buildNodeOffline, buildNodeOn, NODE_IMAGE } from '../engines/docker/images.ts'
import { imageUnfit } from '../engines/docker/image-version.ts'
import { LabError } from '../errors.ts'
import { buildLabOffline, buildLabOn, LAB_IMAGE, labUnfit } from './lab.ts'
import { tagged, type Tell } from './engine-answers.ts'
import type { Official } from './official.ts'
import { pull } from './pull.ts'
import { buildRabbitMqOffline, RABBITMQ_IMAGE } from './rabbitmq.ts'

export interface Given {
  readonly docker: Docker
  /** The project's folder. */
  readonly root: string
  readonly official: Official
}

export interface LabImage {
  readonly name: string
  readonly purpose: string
  /** About, in MB: what comes over the network, and what it takes on the disk once there. */
  readonly download: { readonly offline: number; readonly registry: number }
  readonly disk: number
  /** About, on two cores. */
  readonly offlineSeconds: number
  /** The reason it can't be used, or undefined when it can. */
  unfit(docker: Docker): Promise<string | undefined>
  fromRegistry(given: Given, tell: Tell): Promise<void>
  offline(given: Given, tell: Tell): Promise<void>
}

export const LAB_IMAGES: readonly LabImage[] = [
  {
    name: NODE_IMAGE,
    purpose: 'learners’ programs run in it',
    download: { offline: 60, registry: 80 },
    disk: 460,
    offlineSeconds: 45,
    unfit: (docker) => imageUnfit(docker, NODE_IMAGE),
    fromRegistry: async ({ docker, root, official }, tell) => {
      await pull(docker, official.node, tell)
      await buildNodeOn(docker, root, official.node, tell)
    },
    offline: ({ docker, root }, tell) => buildNodeOffline(docker, root, tell),
  },
  {
    name: RABBITMQ_IMAGE,
    purpose: 'RabbitMQ with its management plugin',
    download: { offline: 90, registry: 120 },
    disk: 220,
    offlineSeconds: 45,
    unfit: (docker) => imageMissing(docker, RABBITMQ_IMAGE),
    fromRegistry: async ({ docker, official }, tell) => {
      await pull(docker, official.rabbitmq, tell)
      await tagged(docker, official.rabbitmq, RABBITMQ_IMAGE)
    },
    offline: ({ docker, root }, tell) => buildRabbitMqOffline(docker, root, tell),
  },
]

/** Not among those an engine needs: docker-compose.yml does. */
export const COMPOSE_IMAGE: LabImage = {
  name: LAB_IMAGE,
  purpose: 'the lab itself, for docker-compose.yml',
  download: { offline: 40, registry: 80 },
  disk: 280,
  offlineSeconds: 35,
  unfit: (docker) => labUnfit(docker, path.resolve(import.meta.dirname, '../../..')),
  fromRegistry: async ({ docker, root, official }, tell) => {
    await pull(docker, official.node, tell)
    await buildLabOn(docker, root, official.node, tell)
  },
  offline: ({ docker, root }, tell) => buildLabOffline(docker, root, tell),
}

/** What a Recording says was used, e.g. "ackademy/node:local sha256:4c01…", or the registry's digest where it came from one. */
export interface FoundImage {
  readonly id: string
  readonly digest: string
  readonly size: number
  /** Its names. */
  readonly tags: readonly string[]
}

const Names = z.array(z.string()).nullish()
const Inspected = z.object({ Id: z.string(), RepoDigests: Names, RepoTags: Names, Size: z.number() })

/** Undefined when there is none. Rejects when no engine answers. */
export async function findImage(docker: Docker, name: string): Promise<FoundImage | undefined> {
  try {
    const { Id, RepoDigests, RepoTags, Size } = Inspected.parse(await docker.getImage(name).inspect())
    return { id: Id, digest: RepoDigests?.[0] ?? `${name} ${Id}`, size: Size, tags: RepoTags ?? [] }
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined
    throw error
  }
}

/** The reason an image can't be used, or undefined when it can. */
export async function imageMissing(docker: Docker, name: string): Promise<string | undefined> {
  try {
    return (await findImage(docker, name)) ? undefined : `the image ${name} is not there: \`npm run lab -- images\` gets it`
  } catch (error) {
    return `no Docker engine answers: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** The reason images can't be built offline here, or undefined when they can. */
export function offlineImpossible(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux'
  const there = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/mmdebstrap`))
  return there ? undefined : 'it needs the Debian package mmdebstrap'
}

/** "about 680 MB on the disk, 150 MB to download": said before anything is fetched. */
export function sizesOf(images: readonly LabImage[], way: 'offline' | 'registry'): string {
  const sum = (of: (image: LabImage) => number) => images.reduce((all, image) => all + of(image), 0)
  return `about ${sum(({ disk }) => disk)} MB on the disk, ${sum(({ download }) => download[way])} MB to download`
}

/** Takes away what one of another id has taken the name of; while something runs in it, or it has another name, it stays. */
async function removeReplaced(docker: Docker, image: string): Promise<void> {
  try {
    if ((await findImage(docker, image))?.tags.length === 0) await docker.getImage(image).remove()
  } catch {
    // in use, or gone already
  }
}

/**
 * Gets them one after the other; what each replaces is removed. Throws LabError `registry-unreachable` where one is to come from a registry and none answers,
 * `engine-failed` where one can't be built.
 */
export async function obtain(images: readonly LabImage[], given: Given, { offline }: { offline: boolean }, tell: Tell): Promise<void> {
  const reason = offline ? offlineImpossible() : undefined
  if (reason !== undefined)
    throw new LabError('engine-failed', `Images can’t be built offline here: ${reason}.`, 'On Debian, as root: apt-get install mmdebstrap.')
  for (const image of images) {
    const before = await findImage(given.docker, image.name)
    await (offline ? image.offline(given, tell) : image.fromRegistry(given, tell))
    const after = await findImage(given.docker, image.name)
    if (before !== undefined && before.id !== after?.id) await removeReplaced(given.docker, before.id)
  }
}
