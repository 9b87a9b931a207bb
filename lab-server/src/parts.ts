// The parts a lab is made of, put together from its configuration: which engine, which broker, which exercises.
import { tmpdir } from 'node:os'
import path from 'node:path'
import Docker from 'dockerode'
import type { RecordingHeader } from '@ackademy/contract/recording.ts'
import { choose } from './choice.ts'
import type { Config } from './config.ts'
import { dockerEngine } from './engines/docker/docker.ts'
import { NODE_IMAGE } from './engines/docker/images.ts'
import { ownContainer } from './engines/docker/own-container.ts'
import { embeddedEngine } from './engines/embedded/embedded.ts'
import type { Engine } from './engines/engine.ts'
import { LabError } from './errors.ts'
import { ExerciseFolders } from './grading/exercise-folder.ts'
import { newSeed } from './grading/run-check.ts'
import { ImageOffer } from './images/image-offer.ts'
import { findImage } from './images/lab-images.ts'
import { RABBITMQ_IMAGE } from './images/rabbitmq.ts'
import { DockerOwnBrokers } from './services/docker-own-brokers.ts'
import { dockerRabbitMq } from './services/docker-rabbitmq.ts'
import { embeddedOwnBrokers } from './services/embedded-own-brokers.ts'
import { embeddedRabbitMq } from './services/embedded-rabbitmq.ts'
import { givenRabbitMq } from './services/given-rabbitmq.ts'
import type { OwnBrokers, RabbitMq, SharedRabbitMq } from './services/rabbitmq.ts'

export interface LabParts extends AsyncDisposable {
  readonly exercises: ExerciseFolders
  readonly engine: Engine
  readonly rabbitMq: RabbitMq
  /** What programs and services run in, where they run in images. */
  readonly images?: RecordingHeader['images']
  /** Where Docker could be used if its images were there. */
  readonly offer?: ImageOffer
  readonly now: () => number
  readonly newSeed: () => string
}

/** `tell`: a line for who waits, or looks after the lab. Throws LabError `engine-unavailable`, `broker-unavailable` or `broker-failed`. */
export async function openParts(config: Config, tell: (line: string) => void = (line) => console.error(line)): Promise<LabParts> {
  const docker = new Docker()
  const { engine: chosen, notDocker, missing } = await choose(config, docker)
  if (chosen === 'docker' && notDocker !== undefined)
    throw new LabError(
      'engine-unavailable',
      `The docker engine can’t run here: ${notDocker}.`,
      '`npm run lab -- doctor` tells what would be used and why. Without LAB_ENGINE=docker the embedded engine is used.',
    )
  const found = chosen === 'docker' ? await imagesOf(docker) : undefined
  const lab = found && (await ownContainer(docker))
  if (lab !== undefined && config.amqpUrl === undefined)
    throw new LabError(
      'broker-unavailable',
      'In a container the lab starts no RabbitMQ of its own.',
      'Name one in AMQP_URL that this container can dial, as docker-compose.yml does.',
    )
  const engine = openEngine({ ...config, engine: chosen }, found?.node?.id, lab)
  const rabbitMq = both(
    await sharedOf(config, docker, found?.rabbitmq?.id, tell),
    found?.rabbitmq
      ? new DockerOwnBrokers({ docker, image: found.rabbitmq.id, lab, subnets: config.subnets })
      : embeddedOwnBrokers(config.embeddedRabbitmq),
  )
  return {
    exercises: new ExerciseFolders(config.root),
    engine,
    rabbitMq,
    ...(found && { images: digestsOf(found, config) }),
    ...(missing.length > 0 && { offer: new ImageOffer(missing, { docker, root: config.root, official: config.official }) }),
    now: () => performance.now(),
    newSeed,
    async [Symbol.asyncDispose]() {
      await Promise.all([engine[Symbol.asyncDispose](), rabbitMq[Symbol.asyncDispose]()])
    },
  }
}

/**
 * `image`: the learner's, by its id, so that a Recording tells what was used though another is built meanwhile.
 * `lab`: the container the lab runs in, if it does.
 */
export function openEngine(config: Config, image = NODE_IMAGE, lab?: string): Engine {
  const { pool, subnets, runtime } = config
  if (config.engine === 'docker') return dockerEngine({ docker: new Docker(), image, pool, subnets, runtime, lab })
  return embeddedEngine({ exercises: path.join(config.root, 'exercises'), temporary: tmpdir() })
}

const imagesOf = async (docker: Docker) => ({ node: await findImage(docker, NODE_IMAGE), rabbitmq: await findImage(docker, RABBITMQ_IMAGE) })

/** A broker that was given runs in no image of ours. */
const digestsOf = ({ node, rabbitmq }: Awaited<ReturnType<typeof imagesOf>>, { amqpUrl }: Config): Record<string, string> => ({
  ...(node && { node: node.digest }),
  ...(rabbitmq && !amqpUrl && { rabbitmq: rabbitmq.digest }),
})

async function sharedOf(config: Config, docker: Docker, image: string | undefined, tell: (line: string) => void): Promise<SharedRabbitMq> {
  if (config.amqpUrl) return givenRabbitMq({ url: config.amqpUrl, admin: config.rabbitmqAdmin, log: tell })
  if (image !== undefined) return dockerRabbitMq({ docker, image, log: tell, progress: (text) => tell(`${text} …`) })
  return embeddedRabbitMq(config.embeddedRabbitmq)
}

const both = (shared: SharedRabbitMq, own: OwnBrokers): RabbitMq => ({
  ...shared,
  openOwn: (settings) => own.openOwn(settings),
  async [Symbol.asyncDispose]() {
    await Promise.all([shared[Symbol.asyncDispose](), own[Symbol.asyncDispose]()])
  },
})
