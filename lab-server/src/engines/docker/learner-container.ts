// A container on a network of its own, started and taking orders, and nobody's yet: what the pool holds. It becomes one learner's workspace, once.
import { randomBytes } from 'node:crypto'
import type Docker from 'dockerode'
import type { LabError } from '../../errors.ts'
import { createOptions, LAB_LABEL, LABEL } from './container.ts'
import { bridgesOf, type Firewall } from './firewall.ts'
import { Keeper } from './keeper-client.ts'
import { openNetwork, type ContainerNetwork } from './network.ts'
import { removeContainer } from './removal.ts'
import type { Subnets } from './subnets.ts'

export interface LearnerContainer extends AsyncDisposable {
  /** In the names and labels of all that belongs to it. */
  readonly session: string
  readonly keeper: Keeper
  readonly network: ContainerNetwork
  readonly lost: Promise<LabError>
}

export interface ContainerGiven {
  readonly docker: Docker
  readonly image: string
  /** Which lab it belongs to: see instance.ts. */
  readonly instance: string
  /** This lab's that are to stay: the new one is added, and taken out when all of it is removed, or can't be. */
  readonly sessions: Set<string>
  readonly outputCap: number
  readonly runtime: string | undefined
  readonly subnets: Subnets
  /** Undefined where this host can't be closed. */
  readonly firewall: Firewall | undefined
  /** The container the lab runs in, if it does. */
  readonly lab: string | undefined
}

/** After this, what does not run any more may be removed by anybody. */
const DEADLINE_MS = 60 * 60_000

/** Returns once the container takes orders. */
export async function startContainer(given: ContainerGiven, signal: AbortSignal): Promise<LearnerContainer> {
  signal.throwIfAborted()
  const { docker, image, instance, sessions, outputCap, runtime, subnets, firewall, lab } = given
  const session = randomBytes(3).toString('hex')
  const name = `${LABEL}-${instance}-${session}`
  const deadline = new Date(Date.now() + DEADLINE_MS).toISOString()
  const labels = {
    [`${LABEL}.instance`]: instance,
    [`${LABEL}.session`]: session,
    [`${LABEL}.deadline`]: deadline,
    ...(lab !== undefined && { [LAB_LABEL]: lab }),
  }
  await using stack = new AsyncDisposableStack()
  sessions.add(session)
  stack.defer(() => void sessions.delete(session))
  const network = stack.use(await openNetwork(docker, { name, labels, bridge: bridgesOf(instance) + session, subnets, firewall, lab }))
  const container = await docker.createContainer(
    createOptions({ name, labels, image, network: network.id, address: network.address, outputCap, runtime }),
  )
  stack.defer(() => removeContainer(container))
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
  const keeper = new Keeper(stream)
  stack.defer(() => keeper.end())
  docker.modem.demuxStream(stream, keeper.stdout, keeper.stderr)
  await container.start()
  await keeper.ready
  signal.throwIfAborted()
  const made = stack.move()
  return { session, keeper, network, lost: keeper.lost, [Symbol.asyncDispose]: () => made.disposeAsync() }
}
