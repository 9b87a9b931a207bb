// How the keeper starts programs, so that none is the keeper's own end.
//
// Processes: a pseudo-terminal's program is waited for in a thread of its own, made after the fork, and where the system refuses that thread the keeper
//   aborts (node-pty; seen with a shell that forks without end from its first line). So nothing is started when few are left, and what may fork at once is
//   stopped until its thread is there. Node is not: it has some 20 ms to boot before any line of a learner's runs.
// Memory: when it runs out, all else goes before the keeper, who could tell of it. Also the Node that waits: while a killed program's memory is being taken
//   down, the kernel counts it still but does not see that process any more, and kills another.
import { readFileSync, writeFileSync } from 'node:fs'
import { LabError } from '../../../errors.ts'
import { signalOne } from '../../embedded/process-group.ts'
import type { StartTerminal } from '../../embedded/terminal.ts'

/** Of the processes a container may have: eight of 128. */
const NEEDED = 1 / 16
const STOPPED_FIRST = 'kill -STOP $$; exec "$0" "$@"'
const LOOK_AGAIN_MS = 2

export interface CarefulGiven {
  /** The file that is Node. */
  readonly node: string
  /** From 0 to 1. */
  readonly processesLeft: () => number
}

export function carefulStart(start: StartTerminal, { node, processesLeft }: CarefulGiven): StartTerminal {
  return (command) => {
    const { file, args } = command
    if (processesLeft() < NEEDED)
      throw new LabError(
        'engine-failed',
        `${file} was not started: nearly all processes that programs here may have, threads included, are taken.`,
        'Stop a program that is running, and try again.',
      )
    const stopped = file !== node
    const terminal = start(stopped ? { ...command, file: '/bin/sh', args: ['-c', STOPPED_FIRST, file, ...args] } : command)
    let running = true
    void terminal.exited.then(() => (running = false))
    const settle = () => {
      if (!running) return
      if (!markedExpendable(terminal.leader) || (stopped && !isStopped(terminal.leader))) return void setTimeout(settle, LOOK_AGAIN_MS)
      if (stopped) signalOne(terminal.leader, 'SIGCONT')
    }
    settle()
    return terminal
  }
}

/** False until it executes its own file: it is a copy of the keeper, whose file nobody may read, and so its /proc is root's. */
function markedExpendable(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
    return true
  } catch {
    return false
  }
}

function isStopped(pid: number): boolean {
  try {
    // "pid (name, which may hold anything) state …"
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T ')
  } catch {
    return false
  }
}
