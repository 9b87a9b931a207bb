// The workspace in a learner's container: the keeper's programs and files, the network's doors.
import { LabError } from '../../errors.ts'
import { Folder, namesOf } from '../embedded/folder.ts'
import type { Plan, Process, Workspace } from '../engine.ts'
import type { LearnerContainer } from './learner-container.ts'

/**
 * `close` ends the container; nothing runs in it when it returns.
 * `plan.folder`, which is outside and shaped by no program, is given the same files.
 */
export function workspaceIn(container: LearnerContainer, plan: Plan, given: { signal: AbortSignal; close: () => Promise<void> }): Workspace {
  const { keeper, network } = container
  const { signal } = given
  const kept = plan.folder === undefined ? undefined : new Folder(plan.folder)
  const running = new Set<Process>()
  let closing: Promise<void> | undefined
  const mustBeOpen = () => {
    if (closing) throw new LabError('engine-failed', 'This workspace is closed.', 'Open the exercise again.', { cause: signal.reason })
  }
  const workspace: Workspace = {
    async write(files) {
      mustBeOpen()
      namesOf(files) // JSON would lose __proto__ on the way
      await keeper.write(files)
      await kept?.write(files)
    },
    async spawn(command, given) {
      mustBeOpen()
      const process = await keeper.spawn(command, given)
      running.add(process)
      void process.exited.then(() => running.delete(process))
      return process
    },
    expose: (listener) => network.expose(listener),
    reach: async (port) => ({ host: network.address, port }),
    lost: container.lost,
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
  const close = async () => {
    signal.removeEventListener('abort', abort)
    await Promise.all([...running].map((process) => process.kill('SIGKILL').catch(() => undefined)))
    await given.close()
  }
  const abort = () => void workspace[Symbol.asyncDispose]()
  signal.addEventListener('abort', abort, { once: true })
  return workspace
}
