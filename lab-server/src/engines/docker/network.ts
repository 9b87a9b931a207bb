// A container's own network: internal, and small enough that hundreds fit. All that can be dialled on it is what `expose` opens on its gateway,
// which is this host. Doors are made ahead, since each needs a rule in the firewall: to expose something is to say where one leads.
//
//   program ──▶ door on the gateway ──▶ listener of the lab, on loopback
import { randomInt } from 'node:crypto'
import type Docker from 'dockerode'
import { LabError } from '../../errors.ts'
import type { Endpoint, Listener } from '../engine.ts'
import { LABEL } from './container.ts'
import { Door } from './door.ts'
import type { Firewall } from './firewall.ts'
import { removeNetwork } from './removal.ts'
import { subnetOf, type Subnet, type Subnets } from './subnets.ts'

export interface ContainerNetwork extends AsyncDisposable {
  readonly id: string
  /** The container's. */
  readonly address: string
  readonly expose: (listener: Listener) => Promise<Endpoint>
}

export interface NetworkPlan {
  readonly name: string
  /** The name of this host's interface in it. */
  readonly bridge: string
  readonly labels: Record<string, string>
  readonly subnets: Subnets
  /** Undefined where this host can't be closed. */
  readonly firewall: Firewall | undefined
}

const DOORS_AHEAD = 2
/** Others take subnets too; when so many are taken, it is no chance any more. */
const TRIES = 4096

/** Throws LabError `engine-failed`. */
export async function openNetwork(docker: Docker, plan: NetworkPlan): Promise<ContainerNetwork> {
  const { bridge, firewall } = plan
  await using stack = new AsyncDisposableStack()
  const { network, subnet } = await create(docker, plan)
  stack.defer(() => removeNetwork(network))
  if (firewall) stack.defer(() => firewall.forget(bridge))
  const closing = stack.use(new DisposableStack())
  const free: Door[] = []
  const led = new Map<string, Promise<Door>>()

  const open = async (count: number): Promise<void> => {
    const doors = await Promise.all(Array.from({ length: count }, async () => closing.use(await Door.open(subnet.gateway, subnet.address))))
    await firewall?.allow(
      bridge,
      doors.map(({ endpoint }) => endpoint),
    )
    free.push(...doors)
  }
  const lead = async (listener: Listener): Promise<Door> => {
    for (;;) {
      const door = free.pop()
      door?.lead(listener)
      if (door) return door
      await open(1)
    }
  }

  await open(DOORS_AHEAD)
  const made = stack.move()
  return {
    id: network.id,
    address: subnet.address,
    async expose(listener) {
      const key = `${listener.host}:${listener.port}`
      const door = led.get(key) ?? lead(listener)
      led.set(key, door)
      return (await door).endpoint
    },
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  }
}

async function create(docker: Docker, plan: NetworkPlan): Promise<{ network: Docker.Network; subnet: Subnet }> {
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
        Options: { 'com.docker.network.bridge.name': bridge, 'com.docker.network.bridge.enable_ip_masquerade': 'false' },
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
