// The RabbitMQ that all labs of a machine share where there is Docker: one container, found again by its name, which says the image and the
// settings it was made with. It is left running when a lab ends, so that the next one need not wait; no lab ends one that another uses.
import { randomBytes } from 'node:crypto'
import type Docker from 'dockerode'
import { LABEL } from '../engines/docker/container.ts'
import type { BrokerPlan } from './broker-container.ts'
import { brokerNetwork } from './broker-network.ts'
import { freePorts } from './free-ports.ts'
import { ensure, find } from './kept-broker.ts'
import { Management } from './management.ts'
import { anyLabLives } from './presence.ts'
import type { SharedRabbitMq } from './rabbitmq.ts'
import { shareRabbitMq } from './shared-rabbitmq.ts'

export interface DockerRabbitMqGiven {
  readonly docker: Docker
  /** The broker's image, by id. */
  readonly image: string
  /** Tells apart what must not be shared; '' for all that is in use. */
  readonly scope?: string
  readonly log?: (line: string) => void
  readonly progress?: (text: string) => void
}

const MEMORY = 768 * 1024 * 1024
/** One younger than this may be another lab's that has not shown itself yet. */
const YOUNG_MS = 60_000

/** Throws LabError `broker-failed`. */
export async function dockerRabbitMq({ docker, image, scope = '', ...given }: DockerRabbitMqGiven): Promise<SharedRabbitMq> {
  const { log = () => undefined, progress = () => undefined } = given
  const labels = { [LABEL]: 'rabbitmq', [`${LABEL}.scope`]: scope }
  const plan = async (): Promise<BrokerPlan> => {
    const [network, ports] = await Promise.all([brokerNetwork(docker, scope), freePorts()])
    return { image, network, labels, ports, password: randomBytes(18).toString('base64url'), settings: {}, memory: MEMORY, ordered: false }
  }
  let broker = await ensure(docker, plan, progress)
  const management = new Management(() => broker.admin)
  const shared = await shareRabbitMq({
    management,
    endpoint: () => broker.endpoint,
    log,
    revive: async () => {
      broker = await ensure(docker, plan, progress)
    },
  })
  removeUnused(docker, broker.id, labels).catch((error: unknown) => log(`An old broker could not be removed: ${String(error)}`))
  return { version: await management.version(), ...shared }
}

/** Brokers of other images or settings that no lab uses any more. */
async function removeUnused(docker: Docker, current: string, labels: Readonly<Record<string, string>>): Promise<void> {
  const filters = JSON.stringify({ label: Object.entries(labels).map(([key, value]) => `${key}=${value}`) })
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    const found = Id === current ? undefined : await find(docker, Id)
    if (found === undefined) continue
    const { admin, isRunning, startedAt } = found
    if (isRunning && (Date.now() - startedAt < YOUNG_MS || (await anyLabLives(new Management(() => admin))))) continue
    await docker.getContainer(Id).remove({ force: true, v: true })
  }
}
