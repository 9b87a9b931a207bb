// Ends what a program left behind though it left its process group: by setsid, or by two forks and the death of the one between.
// A process belongs to a program that runs if it descends from it, or is in its session; what belongs to none is a stray.
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { signalOne } from '../../embedded/process-group.ts'

interface Found {
  readonly pid: number
  readonly parent: number
  readonly session: number
}

const FIRST = 1
const ROUNDS = 20
const STEP_MS = 5

/**
 * Returns when no stray is left. `leaders`: of the programs that run, and of what waits.
 * Who forks faster than they are found costs the others their lives too: then every process but the first and this one is ended at once.
 */
export async function endStrays(leaders: () => ReadonlySet<number>): Promise<void> {
  for (let round = 0; ; round++) {
    const strays = straysAmong(processes(), leaders(), process.pid)
    if (strays.length === 0) return
    // a stopped one forks no more while its siblings are looked for
    if (round < ROUNDS) for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of strays) signalOne(pid, signal)
    else signalOne(-1, 'SIGKILL')
    await delay(STEP_MS)
  }
}

export function straysAmong(found: readonly Found[], leaders: ReadonlySet<number>, keeper: number): number[] {
  const byPid = new Map(found.map((one) => [one.pid, one]))
  const belongs = (one: Found | undefined): boolean => {
    if (one === undefined || one.pid === FIRST) return false
    return leaders.has(one.pid) || leaders.has(one.session) || belongs(byPid.get(one.parent))
  }
  return found.filter((one) => one.pid !== FIRST && one.pid !== keeper && !belongs(one)).map(({ pid }) => pid)
}

/** Zombies are left out: their parent reaps them, or the first process does. */
function processes(): Found[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
        // "pid (name, which may hold anything) state parent group session …"
        const [state, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return state === 'Z' || state === 'X' ? [] : [{ pid: Number(entry), parent: Number(parent), session: Number(session) }]
      } catch {
        return []
      }
    })
}
