// The network of the lab's brokers: theirs alone, and none of them reaches another or leaves it. From 127.0.0.1 their published ports are dialled.
import type Docker from 'dockerode'
import { LABEL } from '../engines/docker/container.ts'

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
