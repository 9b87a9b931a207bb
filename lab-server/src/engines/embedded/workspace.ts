// One learner's workspace: a throw-away folder, the files in it, and the programs that run there.
import { mkdtempSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { LabError } from '../../errors.ts'
import type { Env, Plan, Process, Workspace } from '../engine.ts'
import { Folder } from './folder.ts'
import { furnish } from './packages.ts'
import { watchProcess } from './process.ts'
import type { StartTerminal } from './terminal.ts'
import { removeFolder } from './throw-away.ts'
import type { Warden } from './warden.ts'

export interface WorkspaceParts {
  readonly packages: ReadonlyMap<string, string>
  /** Where the throw-away folder is made. */
  readonly temporary: string
  /** One made ahead, for this workspace; undefined: one is made. */
  readonly holder?: Holder
  readonly start: StartTerminal
  readonly warden: Warden
  /** In bytes, a process. */
  readonly outputCap: number
  /** What `node` is; by default the lab's own. */
  readonly node?: string
  /** Ends what a program left behind though it left its group. */
  readonly sweep?: () => Promise<void>
}

/**
 * Programs always run in the throw-away folder: one inside the project would let them import the project's own packages, since Node climbs the folders.
 * `plan.folder` is given the same files by `write`, and outlives the workspace.
 */
export async function openWorkspace(plan: Plan, parts: WorkspaceParts, signal: AbortSignal): Promise<Workspace> {
  signal.throwIfAborted()
  // Not a moment between the folder and the warden's knowing of it.
  const { folder: holder, furnished } = parts.holder ?? newHolder(parts)
  const release = parts.warden.hold({ folder: holder })
  const home = path.join(holder, plan.exercise)
  const folders = [home, ...(plan.folder === undefined ? [] : [path.resolve(plan.folder)])].map((folder) => new Folder(folder))
  const running = new Set<Process>()
  const node = parts.node ?? process.execPath
  const made = furnished.then(() => mkdir(home))
  let writing: Promise<unknown> = made
  let closing: Promise<void> | undefined

  const workspace: Workspace = {
    write(files) {
      const written = writing.then(async () => {
        mustBeOpen()
        for (const folder of folders) await folder.write(files)
      })
      writing = written.catch(() => undefined)
      return written
    },
    async spawn(command, { env, terminal }) {
      mustBeOpen()
      const [file, ...args] = lineFor(command, node)
      const started = parts.start({ file, args, folder: home, env: { ...environment(home, node), ...env }, size: terminal })
      const process = watchProcess(started, parts)
      running.add(process)
      void process.exited.then(() => running.delete(process))
      return process
    },
    expose: async (listener) => listener,
    reach: async (port) => ({ host: '127.0.0.1', port }),
    // it is on this machine, as the lab is
    lost: new Promise(() => undefined),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }

  const close = async () => {
    signal.removeEventListener('abort', abort)
    await Promise.all([...running].map((process) => process.kill('SIGKILL')))
    await writing.catch(() => undefined)
    // What can't be removed now stays the warden's, who tries again when the server ends.
    if (await removeFolder(holder)) release()
  }
  const abort = () => void workspace[Symbol.asyncDispose]()
  signal.addEventListener('abort', abort, { once: true })

  const mustBeOpen = () => {
    if (closing) throw new LabError('engine-failed', 'This workspace is closed.', 'Open the exercise again.', { cause: signal.reason })
  }

  try {
    await made
    signal.throwIfAborted()
    return workspace
  } catch (error) {
    await workspace[Symbol.asyncDispose]()
    throw error
  }
}

/** The throw-away folder around a workspace. */
export interface Holder {
  readonly folder: string
  /** Resolves when its programs would find the packages. */
  readonly furnished: Promise<void>
}

/** mkdtemp gives it to its owner only. */
export function newHolder({ temporary, packages }: Pick<WorkspaceParts, 'temporary' | 'packages'>): Holder {
  const folder = mkdtempSync(path.join(temporary, 'ackademy-'))
  const furnished = furnish(folder, packages)
  furnished.catch(() => undefined) // told to whoever opens a workspace in it
  return { folder, furnished }
}

/** Without a package.json's "type" Node finds out by itself whether a file is ESM; the warning about that is not the learner's concern. */
export const NODE_FLAGS = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'] as const

function lineFor([file, ...args]: readonly string[], node: string): [string, ...string[]] {
  if (file === undefined) throw new LabError('engine-failed', 'No command was given.', 'This is a bug of the lab: please report it.')
  return file === 'node' ? [node, ...NODE_FLAGS, ...args] : [file, ...args]
}

/** All a program has besides what the session gives it: nothing of the lab's own environment, which may hold a token or a password. */
export function environment(home: string, node: string): Env {
  const system = process.platform === 'win32' ? ['C:\\Windows\\System32', 'C:\\Windows'] : ['/usr/local/bin', '/usr/bin', '/bin']
  const base = {
    PATH: [...new Set([path.dirname(node), ...system])].join(path.delimiter),
    HOME: home,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
  }
  return process.platform === 'win32' ? { ...base, SystemRoot: 'C:\\Windows', USERPROFILE: home, TEMP: home } : base
}
