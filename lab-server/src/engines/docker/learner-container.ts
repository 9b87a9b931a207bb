// A container on a network of its own, started and taking orders, and nobody's yet: what the pool holds. It becomes one learner's workspace, once.
// Docker makes the network while the container starts without one, and lets it join then: each takes its time.
import { randomBytes } from 'node:crypto'
import type Docker from 'dockerode'
import type { LabError } from '../../errors.ts'
import { createOptions, LAB_LABEL, LABEL, NO_NETWORK } from './container.ts'
import { bridgesOf, type Firewall } from './firewall.ts'
import { join } from './internal-network.ts'
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

/** Returns once the container takes orders and has its network. `exercise`: whose workspace it becomes, if that is known. */
export async function startContainer(given: ContainerGiven, signal: AbortSignal, exercise?: string): Promise<LearnerContainer> {
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
  const opening = openNetwork(docker, { name, labels, bridge: bridgesOf(instance) + session, subnets, firewall, lab })
  const settled = opening.catch(() => undefined) // told where it is joined
  stack.defer(async () => (await settled)?.[Symbol.asyncDispose]())
  const container = await docker.createContainer(createOptions({ name, labels, image, outputCap, runtime }))
  stack.defer(() => removeContainer(container))
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
  const keeper = new Keeper(stream)
  stack.defer(() => keeper.end())
  docker.modem.demuxStream(stream, keeper.stdout, keeper.stderr)
  const joined = container.start().then(async () => {
    const [network] = await Promise.all([opening, docker.getNetwork(NO_NETWORK).disconnect({ Container: container.id })])
    await join(docker.getNetwork(network.id), container.id, network.address)
    return network
  })
  const opened = keeper.ready.then(() => (exercise === undefined ? undefined : keeper.open(exercise)))
  const [network] = await Promise.all([joined, opened])
  signal.throwIfAborted()
  const made = stack.move()
  return { session, keeper, network, lost: keeper.lost, [Symbol.asyncDispose]: () => made.disposeAsync() }
}
