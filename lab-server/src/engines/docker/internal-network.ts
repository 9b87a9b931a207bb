// A network that leads nowhere, small enough that hundreds fit, for one container and the lab. Where the lab runs on the engine's machine, that machine is its
// gateway. Where the lab runs in a container, that joins it, and the machine has no address in it at all.
//
//   lab on the machine       10.192.0.1 the machine   10.192.0.2 the container
//   lab in a container                                10.192.0.2 the container   10.192.0.3 the lab
import { randomInt } from 'node:crypto'
import type Docker from 'dockerode'
import { LabError } from '../../errors.ts'
import { LABEL } from './container.ts'
import { removeNetwork } from './removal.ts'
import { subnetOf, type Subnet, type Subnets } from './subnets.ts'

export interface InternalPlan {
  readonly name: string
  /** The name of the machine's interface in it. */
  readonly bridge: string
  readonly labels: Record<string, string>
  readonly subnets: Subnets
  /** The container the lab runs in, if it does. */
  readonly lab: string | undefined
}

export interface InternalNetwork extends AsyncDisposable {
  readonly id: string
  /** E.g. 10.192.0.0/28. */
  readonly subnet: string
  /** The container's. */
  readonly address: string
  /** Where the lab can be dialled in it. */
  readonly lab: string
}

/** Others take subnets too; when so many are taken, it is no chance any more. */
const TRIES = 4096

/** Throws LabError `engine-failed`. */
export async function openInternal(docker: Docker, plan: InternalPlan): Promise<InternalNetwork> {
  const { network, subnet } = await create(docker, plan)
  const remove = () => removeNetwork(network, plan.lab)
  try {
    if (plan.lab !== undefined) await join(network, plan.lab, subnet.lab)
  } catch (error) {
    await remove()
    throw error
  }
  return {
    id: network.id,
    subnet: subnet.text,
    address: subnet.address,
    lab: plan.lab === undefined ? subnet.gateway : subnet.lab,
    [Symbol.asyncDispose]: remove,
  }
}

/** `container`: its id; `address`: its own in the network. */
export async function join(network: Docker.Network, container: string, address: string): Promise<void> {
  await network.connect({ Container: container, EndpointConfig: { IPAMConfig: { IPv4Address: address } } })
}

async function create(docker: Docker, plan: InternalPlan): Promise<{ network: Docker.Network; subnet: Subnet }> {
  const { name, bridge, labels, subnets } = plan
  const from = randomInt(subnets.count)
  for (let step = 0; step < Math.min(subnets.count, TRIES); step++) {
    const subnet = subnetOf(subnets, from + step)
    try {
      const network = await docker.createNetwork({
        Name: name,
        Internal: true,
        EnableIPv6: false,
        Labels: { ...labels, [LABEL]: 'network' },
        Options: {
          'com.docker.network.bridge.name': bridge,
          'com.docker.network.bridge.enable_ip_masquerade': 'false',
          ...(plan.lab !== undefined && { 'com.docker.network.bridge.inhibit_ipv4': 'true' }),
        },
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet.text, Gateway: subnet.gateway }] },
      })
      return { network, subnet }
    } catch (error) {
      if (!/overlaps|already in use/i.test(String(error))) throw error
    }
  }
  throw new LabError(
    'engine-failed',
    `No network is free in ${subnets.text}.`,
    'Remove Docker networks that are not used any more, or give LAB_SUBNETS other addresses.',
  )
}
