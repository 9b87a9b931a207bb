// Closes this host for the learners' networks. Docker's internal network leads nowhere but to the host, and there to all that listens on every address;
// here only the doors of the network itself are let in, and replies to what the lab dialled. One chain a lab, found by the first letters of its bridges:
//
//   INPUT, FORWARD ── -i ak3f9k2x1+ ──▶ ACKADEMY-<instance>:  replies, door, door, …, else refused
//
// The chain is written anew whenever a door comes or goes, so it also heals what somebody flushed. It needs root and iptables; where they lack, `reason` says so.
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import type { Endpoint } from '../engine.ts'

export const CHAIN = 'ACKADEMY-'
const run = promisify(execFile)
/** The environment of tools that are not in everybody's path, though they are there. */
export const SYSTEM = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }

/** What the names of an instance's bridges begin with; six letters more are a network's own. */
export const bridgesOf = (instance: string): string =>
  `ak${(createHash('sha256').update(instance).digest().readUIntBE(0, 6) % 36 ** 7).toString(36).padStart(7, '0')}`

export class Firewall implements AsyncDisposable {
  readonly #instance: string
  /** By the bridge they are in. */
  readonly #doors = new Map<string, readonly Endpoint[]>()
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(instance: string) {
    this.#instance = instance
  }

  /** Or in words why this host can't be closed. */
  static async open(instance: string): Promise<Firewall | { reason: string }> {
    const firewall = new Firewall(instance)
    try {
      await firewall.#write()
      return firewall
    } catch (error) {
      return { reason: reasonOf(error) }
    }
  }

  /** Returns once they can be dialled from this network. */
  allow(bridge: string, doors: readonly Endpoint[]): Promise<void> {
    this.#doors.set(bridge, [...(this.#doors.get(bridge) ?? []), ...doors])
    return this.#inTurn(() => this.#write())
  }

  forget(bridge: string): Promise<void> {
    this.#doors.delete(bridge)
    return this.#inTurn(() => this.#write())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#inTurn(() => removeChain(this.#instance))
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(act)
    this.#turn = next.catch(() => undefined)
    return next
  }

  async #write(): Promise<void> {
    const chain = CHAIN + this.#instance
    const mine = `${bridgesOf(this.#instance)}+`
    const there = await rules()
    const jumps = [`INPUT -i ${mine}`, `FORWARD -i ${mine}`, `FORWARD -o ${mine}`].map((from) => `${from} -j ${chain}`)
    await restore([
      `:${chain} - [0:0]`,
      `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      ...[...this.#doors].flatMap(([bridge, doors]) =>
        doors.map(({ host, port }) => `-A ${chain} -i ${bridge} -d ${host} -p tcp --dport ${port} -j ACCEPT`),
      ),
      // refused at once: a program that dials elsewhere is told, and does not hang
      `-A ${chain} -p tcp -j REJECT --reject-with tcp-reset`,
      `-A ${chain} -j DROP`,
      ...jumps.filter((jump) => !there.includes(`-A ${jump}`)).map((jump) => `-I ${jump}`),
    ])
  }
}

/** The instances that have a chain here. Empty where iptables can't be read. */
export async function instancesWithChain(): Promise<string[]> {
  const found = await rules().catch(() => [])
  return found.filter((rule) => rule.startsWith(`-N ${CHAIN}`)).map((rule) => rule.slice(`-N ${CHAIN}`.length))
}

/** The chain, and whatever leads to it. */
export async function removeChain(instance: string): Promise<void> {
  const chain = CHAIN + instance
  const there = await rules()
  if (!there.includes(`-N ${chain}`)) return
  const jumps = there.filter((rule) => rule.startsWith('-A ') && rule.endsWith(` -j ${chain}`)).map((rule) => rule.replace('-A', '-D'))
  await restore([...jumps, `-F ${chain}`, `-X ${chain}`])
}

const rules = async (): Promise<string[]> => (await run('iptables', ['-w', '5', '-S'], { env: SYSTEM })).stdout.split('\n').map((line) => line.trim())

/** All of them or none. */
async function restore(lines: readonly string[]): Promise<void> {
  const child = spawn('iptables-restore', ['-w', '5', '--noflush'], { env: SYSTEM, stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  child.stdin.on('error', () => undefined).end(`*filter\n${lines.join('\n')}\nCOMMIT\n`)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`iptables-restore ended with ${String(code)}: ${said.trim()}`)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ENOENT') return 'iptables is not installed'
  if (process.getuid?.() !== 0) return 'only root may write firewall rules'
  return `iptables can’t be used: ${error.message}`
}
