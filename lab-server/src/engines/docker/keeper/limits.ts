// What the kernel counts of this container's limits: processes it killed for memory, processes it refused. A program that met one is told so;
// it can't be told from anything the program prints. The files are those of cgroup v1 or v2, as they are mounted in a container; where there are none
// (another runtime), nothing is counted.
import { readFileSync } from 'node:fs'

export type Limit = 'memory' | 'processes'

interface Counted {
  /** "name number" a line, in the first of these files that is there. */
  readonly files: readonly string[]
  readonly name: string
  readonly used: readonly string[]
  readonly allowed: readonly string[]
}

const COUNTED: Record<Limit, Counted> = {
  memory: {
    files: ['memory/memory.oom_control', 'memory.events'],
    name: 'oom_kill',
    used: ['memory/memory.usage_in_bytes', 'memory.current'],
    allowed: ['memory/memory.limit_in_bytes', 'memory.max'],
  },
  processes: {
    files: ['pids/pids.events', 'pids.events'],
    name: 'max',
    used: ['pids/pids.current', 'pids.current'],
    allowed: ['pids/pids.max', 'pids.max'],
  },
}

export type Counts = Readonly<Record<Limit, number>>

export const countLimits = (root = '/sys/fs/cgroup'): Counts => ({ memory: count(root, COUNTED.memory), processes: count(root, COUNTED.processes) })

/** Those met since, with what is allowed: bytes, or processes with their threads. */
export function metSince(before: Counts, root = '/sys/fs/cgroup'): { limit: Limit; allowed: number }[] {
  const now = countLimits(root)
  return (['memory', 'processes'] as const)
    .filter((limit) => now[limit] > before[limit])
    .map((limit) => ({ limit, allowed: Number(firstOf(root, COUNTED[limit].allowed)) || 0 }))
}

/** What is free of what the container may use, from 0 to 1; 1 where nothing is counted. */
export function shareLeft(limit: Limit, root = '/sys/fs/cgroup'): number {
  const { used, allowed } = COUNTED[limit]
  const share = Number(firstOf(root, used)) / Number(firstOf(root, allowed))
  return share > 0 ? Math.max(0, 1 - share) : 1
}

function count(root: string, { files, name }: Counted): number {
  const line = firstOf(root, files)
    .split('\n')
    .find((one) => one.startsWith(`${name} `))
  return Number(line?.split(' ')[1] ?? 0)
}

function firstOf(root: string, files: readonly string[]): string {
  for (const file of files) {
    try {
      return readFileSync(`${root}/${file}`, 'utf8')
    } catch {
      // the other version's
    }
  }
  return ''
}
