// What learners' programs in containers can dial besides their taps: nothing, where the lab may close this host; else all that listens on every address.
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { Firewall } from './firewall.ts'
import { instanceOf } from './instance.ts'

/** For `npm run lab -- doctor`. */
export interface Reachable {
  /** Why this host can't be closed; undefined: it is, and nothing is reachable. */
  readonly reason: string | undefined
  /** E.g. "TCP port 22", in order. Only what listens now. */
  readonly ports: readonly string[]
}

/** No engine's: engines count from 1. */
const TRIAL = 0

export async function stillReachable(): Promise<Reachable> {
  const firewall = await Firewall.open(instanceOf(process.pid, TRIAL))
  if ('reason' in firewall) return { reason: firewall.reason, ports: await listening() }
  await firewall[Symbol.asyncDispose]()
  return { reason: undefined, ports: [] }
}

/** [name, file, state] of proc_net_tcp(5): 0A is LISTEN, 07 an unconnected UDP socket. */
const TABLES = [
  ['TCP', 'tcp', '0A'],
  ['TCP', 'tcp6', '0A'],
  ['UDP', 'udp', '07'],
  ['UDP', 'udp6', '07'],
] as const

async function listening(): Promise<string[]> {
  const found = await Promise.all(
    TABLES.map(async ([name, file, state]) =>
      portsIn(await readFile(`/proc/net/${file}`, 'utf8').catch(() => ''), state).map((port) => ({ name, port })),
    ),
  )
  const sorted = found.flat().sort((a, b) => a.name.localeCompare(b.name) || a.port - b.port)
  return [...new Set(sorted.map(({ name, port }) => `${name} port ${port}`))]
}

/** The ports of such a table that are bound to every address. */
export const portsIn = (table: string, state: string): number[] =>
  table
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local = '', , is]) => is === state && /^0+:/.test(local))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
