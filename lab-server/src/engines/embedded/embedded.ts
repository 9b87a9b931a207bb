// The engine that needs nothing but Node: the learner's programs are child processes on this machine, as the lab's own user. It is for a learner's own code on
// their own machine; it keeps a program's mistakes from hurting, not an attacker: a program may read what its user may, and one that calls setsid outlives its group.
import type { Engine } from '../engine.ts'
import { coursePackages } from './packages.ts'
import { startPipes } from './pipes.ts'
import { probePty } from './pty.ts'
import { openWarden, type Warden } from './warden.ts'
import { openWorkspace } from './workspace.ts'

export interface EmbeddedEngine extends Engine {
  /** Pipes where this machine gives no pseudo-terminal: colours and typing work, but a program's streams are no TTY. */
  readonly terminal: 'pty' | 'pipes'
  /** Why it is pipes. */
  readonly terminalReason: string | undefined
}

export interface EmbeddedGiven {
  /** The folder whose package.json names what programs may import. */
  readonly exercises: string
  /** An existing folder, outside the project: workspaces are made there. */
  readonly temporary: string
  /** 'pipes' spares the probe. */
  readonly terminal?: 'pipes'
  readonly warden?: Warden
  /** Bytes a process may print before the rest is dropped. */
  readonly outputCap?: number
}

export function embeddedEngine(given: EmbeddedGiven): EmbeddedEngine {
  const probed = given.terminal === 'pipes' ? { reason: 'pipes were asked for' } : probePty()
  const start = 'start' in probed ? probed.start : startPipes
  const warden = given.warden ?? openWarden()
  return {
    name: 'embedded',
    capabilities: new Set(['run']),
    terminal: 'start' in probed ? 'pty' : 'pipes',
    terminalReason: 'reason' in probed ? probed.reason : undefined,
    unavailable: async () => undefined,
    // a folder and a process are made in no time
    prepare: () => undefined,
    expect: () => new DisposableStack(),
    figures: () => [],
    [Symbol.asyncDispose]: async () => undefined,
    async open(plan, signal) {
      const packages = await coursePackages(given.exercises)
      const { temporary, outputCap = 1024 * 1024 } = given
      return openWorkspace(plan, { packages, temporary, start, warden, outputCap }, signal)
    },
  }
}
