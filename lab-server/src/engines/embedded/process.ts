// One program of a learner's, from its start until nothing of its group is left.
import type { Process } from '../engine.ts'
import { Output } from './output.ts'
import { groupGone, signalGroup, signalProgram } from './process-group.ts'
import type { Terminal } from './terminal.ts'
import type { Warden } from './warden.ts'

/**
 * `outputCap` in bytes. When the program exits, what it forked and left in its group is killed; `exited` resolves after that, and after the last output.
 * A descendant that called setsid (Node's `detached: true`) left the group: it is not found, neither here nor by the warden. `sweep` may find it.
 */
export function watchProcess(terminal: Terminal, given: { outputCap: number; warden: Warden; sweep?: () => Promise<void> }): Process {
  const { leader } = terminal
  const release = given.warden.hold({ group: leader })
  const output = new Output(terminal, given.outputCap)
  terminal.onText((text) => output.take(text))
  let running = true
  let gone = false

  const end = async () => {
    const exit = await terminal.exited
    running = false
    signalGroup(leader, 'SIGKILL')
    output.end()
    await groupGone(leader)
    await given.sweep?.()
    // From here on the number may be given to somebody else.
    gone = true
    release()
    await terminal.closed
    return exit
  }
  const exited = end()

  return {
    onOutput: (listen) => output.onOutput(listen),
    onLimit: (listen) => output.onLimit(listen),
    exited,
    write: (text) => terminal.write(text),
    resize: (size) => terminal.resize(size),
    kill: async (signal) => {
      if (running) signalProgram(leader, signal)
      else if (!gone) signalGroup(leader, signal)
      await exited
    },
  }
}
