// The container the lab itself runs in, where it runs in one (docker-compose.yml): to dial what is on another network, and to be dialled from there,
// it has to join that network. Elsewhere the lab runs on the engine's own machine, which has an address in each of its networks.
import { readFileSync } from 'node:fs'
import type Docker from 'dockerode'

/** Undefined where the engine knows of no such container: the lab runs on a machine, or in somebody else's container. */
export async function ownContainer(docker: Docker): Promise<string | undefined> {
  const id = containerOfThisProcess()
  if (id === undefined) return undefined
  return (await isRunning(docker, id)) ? id : undefined
}

/** False where there is no such container. Rejects when no engine answers. */
export async function isRunning(docker: Docker, id: string): Promise<boolean> {
  try {
    return (await docker.getContainer(id).inspect()).State.Running
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false
    throw error
  }
}

/** Its id, as far as it can be told from inside. */
export function containerOfThisProcess(): string | undefined {
  try {
    return containerIn(readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch {
    return undefined
  }
}

/** Docker mounts a file of its own over /etc/hostname. A row is (proc_pid_mountinfo(5)): id, parent, device, what is mounted, where, … */
export const containerIn = (mounts: string): string | undefined =>
  mounts
    .split('\n')
    .map((row) => row.split(' '))
    .filter(([, , , , where]) => where === '/etc/hostname')
    .map(([, , , what = '']) => /\/containers\/([0-9a-f]{64})\/hostname$/.exec(what)?.[1])
    .find((id) => id !== undefined)
