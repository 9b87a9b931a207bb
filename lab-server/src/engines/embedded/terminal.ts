// What a program's standard streams hang on: a real pseudo-terminal (pty.ts), or pipes that play one (pipes.ts).
import type { Env, Exit, TerminalSize } from '../engine.ts'

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly folder: string
  readonly env: Env
  readonly size: TerminalSize
}

export interface Terminal {
  /** The program's process id, which is its group's too. */
  readonly leader: number
  /** The program itself is gone; what it forked may live, and output may still come. */
  readonly exited: Promise<Exit>
  /** All output was told. Waits for whoever else holds the streams, but not for long after `exited` (200 ms). */
  readonly closed: Promise<void>
  /** Text with every line ending in CR LF, as a terminal shows it. */
  onText(listen: (text: string) => void): void
  pause(): void
  resume(): void
  write(text: string): void
  resize(size: TerminalSize): void
}

/** Starts it at once: whoever calls knows the program's number before anything else can happen. Throws LabError `engine-failed`. */
export type StartTerminal = (command: Command) => Terminal

/** How much typed text waits for a program that does not read: what comes beyond it is dropped, as a terminal does. */
export const TYPED_AHEAD_BYTES = 256 * 1024
