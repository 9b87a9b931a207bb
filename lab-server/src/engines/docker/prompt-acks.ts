// TCP acknowledges what comes from a learner's network at once. A client that sets no TCP_NODELAY, as amqplib, holds its second small write back until the
// first is acknowledged (Nagle), and Linux puts that off for 40 ms once a connection has answered something: measured on a busy machine, connecting takes
// 105 ms instead of 19, and ten messages 50 instead of 5. The program's end is the learner's own; at this end it is a property of the route to its network:
//
//   program ── tune-ok ─▶ door          10.192.0.0/28 dev ak3f9k2x1a7b2c9 … quickack 1
//           ◀─ ack, now ─
//           ── open ────▶
//
// It needs root and iproute2, as the firewall needs root. Where they lack, and where the lab runs in a container, programs are only slower.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SYSTEM } from './firewall.ts'

const run = promisify(execFile)

export interface Route {
  readonly subnet: string
  readonly bridge: string
  /** This machine's address in it. */
  readonly from: string
}

/** The route is the one Docker made, and goes with its bridge. Where it can't be changed, nothing is. */
export async function acknowledgeAtOnce({ subnet, bridge, from }: Route): Promise<void> {
  const route = [subnet, 'dev', bridge, 'proto', 'kernel', 'scope', 'link', 'src', from, 'quickack', '1']
  await run('ip', ['route', 'change', ...route], { env: SYSTEM }).catch(() => undefined)
}
