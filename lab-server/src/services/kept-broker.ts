// A broker's container that outlives the lab that made it: found by its name, which says the image and the settings; started, or made.
import { createHash } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as elapsed } from 'node:timers/promises'
import type Docker from 'dockerode'
import { z } from 'zod'
import { LABEL } from '../engines/docker/container.ts'
import type { Endpoint } from '../engines/engine.ts'
import { LabError } from '../errors.ts'
import { booted } from './boot.ts'
import { createOptions, PASSWORD, PORTS, USER, type BrokerPlan } from './broker-container.ts'
import { portTaken } from './free-ports.ts'
import { Management } from './management.ts'

const APPEARS_MS = 10_000
const LOOK_MS = 50

/** The container, with its broker up. Throws LabError `broker-failed`. */
export async function ensure(docker: Docker, makePlan: () => Promise<BrokerPlan>, progress: (text: string) => void): Promise<KeptBroker> {
  for (let attempt = 1; ; attempt++) {
    const plan = await makePlan()
    const name = nameOf(plan)
    try {
      const found = (await find(docker, name)) ?? (await make(docker, { ...plan, name }))
      try {
        await start(docker, found, progress)
        return found
      } catch (error) {
        if (!portTaken(error) || attempt === 5) throw error
        await docker.getContainer(found.id).remove({ force: true, v: true }) // it can't be had where it was
      }
    } catch (cause) {
      if (cause instanceof LabError) throw cause
      throw new LabError(
        'broker-failed',
        `The lab’s RabbitMQ could not be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
        '`npm run lab -- doctor` tells what is missing. AMQP_URL names a broker you have.',
        { cause },
      )
    }
  }
}

/** What differs in image or settings is another broker. */
function nameOf(plan: BrokerPlan): string {
  const same = createOptions({ ...plan, ports: { amqp: 0, management: 0 }, password: '' })
  return `${LABEL}-rabbitmq-${createHash('sha256').update(JSON.stringify(same)).digest('hex').slice(0, 12)}`
}

export interface KeptBroker {
  readonly id: string
  readonly endpoint: Endpoint
  readonly admin: URL
  readonly isRunning: boolean
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

const Port = z.tuple([z.object({ HostIp: z.string(), HostPort: z.string() })])
const Inspected = z.object({
  Id: z.string(),
  State: z.object({ Running: z.boolean(), StartedAt: z.string() }),
  Config: z.object({ Env: z.array(z.string()) }),
  HostConfig: z.object({ PortBindings: z.object({ [PORTS.amqp]: Port, [PORTS.management]: Port }) }),
})

/** Undefined when there is none. */
export async function find(docker: Docker, idOrName: string): Promise<KeptBroker | undefined> {
  try {
    const { Id, State, Config, HostConfig } = Inspected.parse(await docker.getContainer(idOrName).inspect())
    const [amqp, management] = [HostConfig.PortBindings[PORTS.amqp][0], HostConfig.PortBindings[PORTS.management][0]]
    const password = Config.Env.find((line) => line.startsWith(PASSWORD))?.slice(PASSWORD.length) ?? ''
    return {
      id: Id,
      endpoint: { host: amqp.HostIp, port: Number(amqp.HostPort) },
      admin: new URL(`http://${USER}:${password}@${management.HostIp}:${management.HostPort}`),
      isRunning: State.Running,
      startedAt: Date.parse(State.StartedAt),
    }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

async function make(docker: Docker, plan: BrokerPlan & { readonly name: string }): Promise<KeptBroker> {
  try {
    await docker.createContainer(createOptions(plan))
  } catch (error) {
    if (statusOf(error) !== 409) throw error // 409: another lab is making it
  }
  // the engine gives a name away some time before the container of that name can be found
  for (const from = performance.now(); performance.now() - from < APPEARS_MS; await elapsed(LOOK_MS)) {
    const made = await find(docker, plan.name)
    if (made) return made
  }
  throw new Error(`${plan.name} is being made by another lab, and was not there within ${APPEARS_MS / 1000} s`)
}

async function start(docker: Docker, { id, isRunning, admin }: KeptBroker, progress: (text: string) => void): Promise<void> {
  const container = docker.getContainer(id)
  const answers = () =>
    new Management(() => admin).version().then(
      () => true,
      () => false,
    )
  if (isRunning && (await answers())) return
  progress('Starting RabbitMQ, which takes about ten seconds')
  if (!isRunning) await container.start().catch((error: unknown) => (statusOf(error) === 304 ? undefined : Promise.reject(error as Error)))
  const startedAt = (await find(docker, id))?.startedAt ?? 0
  const log = await container.logs({ follow: true, stdout: true, stderr: true, since: startedAt / 1000 })
  const lines = new PassThrough()
  docker.modem.demuxStream(log, lines, lines)
  log.once('end', () => lines.end())
  try {
    await booted(lines)
  } finally {
    if (log instanceof Readable) log.destroy()
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
