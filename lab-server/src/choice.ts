// Which engine is used, and why not the other: Docker where an engine answers and the lab's images are there, else the embedded one at once.
import type Docker from 'dockerode'
import type { Config } from './config.ts'
import { LAB_IMAGES, type LabImage } from './images/lab-images.ts'
import { RABBITMQ_IMAGE } from './images/rabbitmq.ts'

export interface Choice {
  readonly engine: 'docker' | 'embedded'
  /** Why Docker is not used, or can't be where LAB_ENGINE asks for it. Undefined: it is. */
  readonly notDocker: string | undefined
  /** All that Docker lacks: an engine answers, and these images are not there. */
  readonly missing: readonly LabImage[]
}

/** An engine that does not answer must not hold up a lab that can do without. */
const ANSWERS_MS = 3000

export async function choose({ engine, amqpUrl }: Pick<Config, 'engine' | 'amqpUrl'>, docker: Docker): Promise<Choice> {
  if (engine === 'embedded') return { engine, notDocker: 'LAB_ENGINE=embedded', missing: [] }
  const without = engine ?? 'embedded'
  try {
    await answering(docker)
  } catch (error) {
    return { engine: without, notDocker: `no Docker engine answers: ${error instanceof Error ? error.message : String(error)}`, missing: [] }
  }
  // a broker that is given needs no image
  const needed = LAB_IMAGES.filter(({ name }) => amqpUrl === undefined || name !== RABBITMQ_IMAGE)
  const reasons = await Promise.all(needed.map((image) => image.unfit(docker)))
  const missing = needed.filter((_, index) => reasons[index] !== undefined)
  if (missing.length === 0) return { engine: 'docker', notDocker: undefined, missing }
  return { engine: without, notDocker: reasons.filter((reason) => reason !== undefined).join('; '), missing }
}

async function answering(docker: Docker): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${ANSWERS_MS / 1000} s`)), ANSWERS_MS)
  })
  await Promise.race([docker.ping(), late]).finally(() => clearTimeout(timer))
}
