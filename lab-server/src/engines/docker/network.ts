// A container's own network: internal, and small enough that hundreds fit. All that can be dialled on it is what `expose` opens on its gateway,
// which is this host.
import { createServer, connect, type Server } from 'node:net'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import type Docker from 'dockerode'
import { LabError } from '../../errors.ts'
import type { Endpoint, Listener } from '../engine.ts'
import { LABEL } from './container.ts'

export interface ContainerNetwork extends AsyncDisposable {
  readonly id: string
  /** The container's. */
  readonly address: string
  readonly expose: (listener: Listener) => Promise<Endpoint>
}

/** 4096 subnets of 16 addresses: Docker's own pools end at about thirty networks. */
const [BASE, SUBNETS] = [0x0a_c0_00_00, 4096] // 10.192.0.0/16

/** Throws LabError `engine-failed` when no subnet is free. */
export async function openNetwork(docker: Docker, plan: { name: string; labels: Record<string, string> }): Promise<ContainerNetwork> {
  const { network, gateway, address } = await create(docker, plan)
  const doors: Server[] = []
  return {
    id: network.id,
    address,
    async expose(listener) {
      const door = createServer({ allowHalfOpen: true, noDelay: true }, (inside) => {
        const outside = connect({ ...listener, allowHalfOpen: true, noDelay: true })
        // an end passes as an end, a reset as a reset
        inside.pipe(outside).pipe(inside)
        inside.on('error', () => outside.resetAndDestroy())
        outside.on('error', () => inside.resetAndDestroy())
      })
      door.listen(0, gateway)
      await once(door, 'listening')
      doors.push(door)
      const address = door.address()
      if (address === null || typeof address === 'string') throw new Error('a TCP server without a port')
      return { host: gateway, port: address.port }
    },
    async [Symbol.asyncDispose]() {
      for (const door of doors) door.close()
      await network.remove()
    },
  }
}

async function create(docker: Docker, { name, labels }: { name: string; labels: Record<string, string> }) {
  const from = randomBytes(2).readUInt16BE() % SUBNETS
  for (let step = 0; step < SUBNETS; step++) {
    const first = BASE + ((from + step) % SUBNETS) * 16
    const gateway = dotted(first + 1)
    try {
      const network = await docker.createNetwork({
        Name: name,
        Internal: true,
        Labels: { ...labels, [LABEL]: 'network' },
        IPAM: { Driver: 'default', Config: [{ Subnet: `${dotted(first)}/28`, Gateway: gateway }] },
      })
      return { network, gateway, address: dotted(first + 2) }
    } catch (error) {
      if (!/overlaps|already in use/i.test(String(error))) throw error
    }
  }
  throw new LabError('engine-failed', `All ${SUBNETS} subnets of 10.192.0.0/16 are taken.`, 'Remove Docker networks that are not used any more.')
}

const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
