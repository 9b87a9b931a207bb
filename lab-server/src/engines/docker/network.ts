// A container's own network. All that can be dialled on it is what `expose` opens on the lab's address in it.
// Doors are made ahead, since each needs a rule in the firewall: to expose something is to say where one leads.
//
//   program ──▶ door on the lab's address ──▶ listener of the lab, on loopback
import type Docker from 'dockerode'
import type { Endpoint, Listener } from '../engine.ts'
import { Door } from './door.ts'
import type { Firewall } from './firewall.ts'
import { openInternal, type InternalPlan } from './internal-network.ts'
import { acknowledgeAtOnce } from './prompt-acks.ts'

export interface ContainerNetwork extends AsyncDisposable {
  readonly id: string
  /** The container's. */
  readonly address: string
  readonly expose: (listener: Listener) => Promise<Endpoint>
}

export interface NetworkPlan extends InternalPlan {
  /** Undefined where this host can't be closed. */
  readonly firewall: Firewall | undefined
}

const DOORS_AHEAD = 2

/** Throws LabError `engine-failed`. */
export async function openNetwork(docker: Docker, plan: NetworkPlan): Promise<ContainerNetwork> {
  const { bridge, firewall } = plan
  await using stack = new AsyncDisposableStack()
  const network = stack.use(await openInternal(docker, plan))
  if (firewall) stack.defer(() => firewall.forget(bridge))
  const closing = stack.use(new DisposableStack())
  const free: Door[] = []
  const led = new Map<string, Promise<Door>>()

  const open = async (count: number): Promise<void> => {
    const doors = await Promise.all(Array.from({ length: count }, async () => closing.use(await Door.open(network.lab, network.address))))
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

  // in its own container the lab may change no route
  const acks = plan.lab === undefined && acknowledgeAtOnce({ subnet: network.subnet, bridge, from: network.lab })
  await Promise.all([open(DOORS_AHEAD), acks])
  const made = stack.move()
  return {
    id: network.id,
    address: network.address,
    async expose(listener) {
      const key = `${listener.host}:${listener.port}`
      const door = led.get(key) ?? lead(listener)
      led.set(key, door)
      return (await door).endpoint
    },
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  }
}
