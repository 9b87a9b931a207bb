// The network of the lab's brokers: theirs alone, and none of them reaches another or leaves it. From 127.0.0.1 their published ports are dialled.
// For a lab that runs in a container itself there is none to share: each broker has a network with that container alone.
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import type Docker from 'dockerode'
import { LAB_LABEL, LABEL } from '../engines/docker/container.ts'
import { bridgesOf } from '../engines/docker/firewall.ts'
import { instanceOf } from '../engines/docker/instance.ts'
import { openInternal } from '../engines/docker/internal-network.ts'
import { DEFAULT_SUBNETS, type Subnets } from '../engines/docker/subnets.ts'
import type { BrokerPlan } from './broker-container.ts'

/** The network's id; made where there is none. `scope` tells apart what must not be shared. */
export async function brokerNetwork(docker: Docker, scope: string): Promise<string> {
  const find = async () => {
    const found = await docker.listNetworks({ filters: JSON.stringify({ label: [`${LABEL}=rabbitmq-network`, `${LABEL}.scope=${scope}`] }) })
    return found.sort((a, b) => (a.Created < b.Created ? -1 : 1))
  }
  const [there] = await find()
  if (there) return there.Id
  const made = await docker.createNetwork({
    Name: `${LABEL}-rabbitmq${scope && `-${scope}`}`,
    Labels: { [LABEL]: 'rabbitmq-network', [`${LABEL}.scope`]: scope },
    Options: { 'com.docker.network.bridge.enable_icc': 'false', 'com.docker.network.bridge.enable_ip_masquerade': 'false' },
  })
  // two labs may have made one at once: both take the older
  const [oldest] = await find()
  if (oldest === undefined || oldest.Id === made.id) return made.id
  await made.remove().catch(() => undefined)
  return oldest.Id
}

/** Where a broker of a session's own is put. Disposed of when nothing is there any more. */
export interface BrokerPlace extends AsyncDisposable {
  readonly plan: Pick<BrokerPlan, 'network' | 'address'>
}

export interface PlaceGiven {
  readonly scope: string
  readonly lab?: string | undefined
  readonly subnets?: Subnets | undefined
}

/** No engine's: engines count from 1, and are never so many. */
const BROKERS = 36 ** 2 - 1

export async function brokerPlace(docker: Docker, { scope, lab, subnets = DEFAULT_SUBNETS }: PlaceGiven): Promise<BrokerPlace> {
  if (lab === undefined) return { plan: { network: await brokerNetwork(docker, scope) }, [Symbol.asyncDispose]: async () => undefined }
  const instance = instanceOf(process.pid, BROKERS)
  const session = randomBytes(3).toString('hex')
  const labels = { [`${LABEL}.instance`]: instance, [`${LABEL}.session`]: session, [LAB_LABEL]: lab }
  const network = await openInternal(docker, { name: `${LABEL}-${instance}-${session}`, bridge: bridgesOf(instance) + session, labels, subnets, lab })
  return { plan: { network: network.id, address: network.address }, [Symbol.asyncDispose]: () => network[Symbol.asyncDispose]() }
}
