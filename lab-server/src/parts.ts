// The parts a lab is made of, put together from its configuration: which engine, which broker, which exercises.
import { tmpdir } from 'node:os'
import path from 'node:path'
import Docker from 'dockerode'
import type { Config } from './config.ts'
import { dockerEngine } from './engines/docker/docker.ts'
import { NODE_IMAGE } from './engines/docker/images.ts'
import { embeddedEngine } from './engines/embedded/embedded.ts'
import type { Engine } from './engines/engine.ts'
import { LabError } from './errors.ts'
import { ExerciseFolders } from './grading/exercise-folder.ts'
import { newSeed } from './grading/run-check.ts'
import { embeddedOwnBrokers } from './services/embedded-own-brokers.ts'
import { embeddedRabbitMq } from './services/embedded-rabbitmq.ts'
import { givenRabbitMq } from './services/given-rabbitmq.ts'
import type { RabbitMq } from './services/rabbitmq.ts'

export interface LabParts extends AsyncDisposable {
  readonly exercises: ExerciseFolders
  readonly engine: Engine
  readonly rabbitMq: RabbitMq
  readonly now: () => number
  readonly newSeed: () => string
}

/** Throws LabError `engine-unavailable` or `broker-unavailable`. */
export async function openParts(config: Config): Promise<LabParts> {
  const engine = openEngine(config)
  const reason = await engine.unavailable()
  if (reason !== undefined)
    throw new LabError(
      'engine-unavailable',
      `The ${engine.name} engine can't run here: ${reason}`,
      '`npm run lab -- doctor` tells what would be used and why.',
    )
  const shared = config.amqpUrl ? await givenRabbitMq({ url: config.amqpUrl, admin: config.rabbitmqAdmin }) : await embeddedRabbitMq()
  const own = embeddedOwnBrokers()
  const rabbitMq: RabbitMq = {
    ...shared,
    openOwn: (settings) => own.openOwn(settings),
    async [Symbol.asyncDispose]() {
      await Promise.all([shared[Symbol.asyncDispose](), own[Symbol.asyncDispose]()])
    },
  }
  return {
    exercises: new ExerciseFolders(config.root),
    engine,
    rabbitMq,
    now: () => performance.now(),
    newSeed,
    async [Symbol.asyncDispose]() {
      await Promise.all([engine[Symbol.asyncDispose](), rabbitMq[Symbol.asyncDispose]()])
    },
  }
}

export function openEngine(config: Config): Engine {
  const { pool, subnets, runtime } = config
  if (config.engine === 'docker') return dockerEngine({ docker: new Docker(), image: NODE_IMAGE, pool, subnets, runtime })
  return embeddedEngine({ exercises: path.join(config.root, 'exercises'), temporary: tmpdir() })
}
