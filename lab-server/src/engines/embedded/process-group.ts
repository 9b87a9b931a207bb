// A program and what it forked: every process whose group is the program's own. Who calls setsid or setpgid leaves it, and is beyond this engine.
// On Windows there are no groups; `taskkill /T` walks the tree of parents instead (written to its documentation, not seen running).
import { spawnSync } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

export type GroupSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL'

/** False when none of the group is left, or none that is ours to signal. */
export function signalGroup(leader: number, signal: GroupSignal): boolean {
  if (process.platform !== 'win32') return kill(leader, constants.signals[signal])
  return spawnSync('taskkill', ['/pid', String(leader), '/T', '/F'], { windowsHide: true }).status === 0
}

/** For who knows that the leader has not ended: in the first moments after its start, on a terminal, it leads no group yet. */
export function signalProgram(leader: number, signal: GroupSignal): void {
  if (!signalGroup(leader, signal) && process.platform !== 'win32') signalOne(leader, signal)
}

/** Nothing happens when it is gone. */
export function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it is gone
  }
}

const STEP_MS = 5
const STEPS_BEFORE_A_LOOK = 20

/**
 * Resolves when none of the group is left. The kernel tells nobody when a group empties, so this asks: every 5 ms, and after 100 ms every 50 ms,
 * then also looking whether all that is left are zombies nobody reaps (the lab in a container whose first process is no init).
 */
export async function groupGone(leader: number): Promise<void> {
  if (process.platform === 'win32') return
  for (let step = 0; kill(leader, 0); step++) {
    if (step >= STEPS_BEFORE_A_LOOK && (await onlyZombies(leader))) return
    await delay(step < STEPS_BEFORE_A_LOOK ? STEP_MS : 10 * STEP_MS)
  }
}

function kill(leader: number, signal: number): boolean {
  try {
    return process.kill(-leader, signal)
  } catch {
    // ESRCH: empty. EPERM: macOS says so of a group of zombies; elsewhere its number now belongs to somebody else.
    return false
  }
}

async function onlyZombies(leader: number): Promise<boolean> {
  if (process.platform !== 'linux') return false
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '')
    // "pid (name, which may hold anything) state parent group …"
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(group) === leader && state !== 'Z' && state !== 'X') return false
  }
  return true
}
