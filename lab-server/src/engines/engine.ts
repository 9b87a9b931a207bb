// The seam between the lab and what runs things. The session puts taps between workspace and service, so no engine knows AMQP.
import type { Files } from '@ackademy/contract/exercise.ts'
import type { LabError } from '../errors.ts'
import type { Figure } from '../figure.ts'

/** Disposed of when all its workspaces are: it removes what it made ahead, and waits until nothing of it is left. */
export interface Engine extends AsyncDisposable {
  readonly name: 'docker' | 'embedded'
  readonly capabilities: ReadonlySet<'run' | 'shell' | 'build' | 'compose'>
  /** The reason it cannot run here, or undefined when it can. */
  unavailable(): Promise<string | undefined>
  open(plan: Plan, signal: AbortSignal): Promise<Workspace>
  /** From now on workspaces are made ahead, where that makes opening one faster. For whoever will open many. */
  prepare(): void
  /** Somebody may start a program at any moment, until this is disposed of: what is made ahead waits readier, and takes more memory. */
  expect(): Disposable
  figures(): Figure[]
}

export interface Plan {
  /** The exercise's slug: labels what the engine makes. */
  readonly exercise: string
  /** Where the workspace's files lie if they are to outlive it; undefined: a throw-away folder. */
  readonly folder?: string | undefined
}

export interface Workspace extends AsyncDisposable {
  /** Puts these files there; files named earlier and not now are removed. */
  write(files: Files): Promise<void>
  /** Starts a command in the workspace's folder, in a process group of its own. `node` as first word is the lab's own Node. */
  spawn(command: readonly string[], given: { env: Env; terminal: TerminalSize }): Promise<Process>
  /** An address at which the workspace can dial a tap of the lab. */
  expose(listener: Listener): Promise<Endpoint>
  /** An address at which the lab can dial the learner's server. */
  reach(port: number): Promise<Endpoint>
  /** Resolves with the reason when it ended by itself: its programs have ended with it, and a new one is to be opened. */
  readonly lost: Promise<LabError>
}

export type Env = Readonly<Record<string, string>>
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}
export interface Endpoint {
  readonly host: string
  readonly port: number
}
/** A server socket of the lab, listening on loopback. */
export type Listener = Endpoint

export interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

/** `allowed`: bytes, or for `processes` their number, threads included. */
export interface Limit {
  readonly limit: 'output' | 'memory' | 'processes'
  readonly allowed: number
}

export interface Process {
  /** What it prints, both streams, decoded as UTF-8. At most one listener; output before it is kept, up to the cap. */
  onOutput(listen: (text: string) => void): void
  /**
   * Called once for each limit that is met, before `exited`. `output`: what is printed after is dropped, and the program runs on.
   * `memory`: the system killed it, or one it started; `processes`: it was refused another. Where the engine sets such limits.
   */
  onLimit(listen: (limit: Limit) => void): void
  readonly exited: Promise<Exit>
  write(text: string): void
  resize(size: TerminalSize): void
  /** To its whole process group. Returns when none of it is left. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}
