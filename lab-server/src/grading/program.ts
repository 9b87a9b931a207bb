// One run of a learner's program: its process, the end of what it printed, and who ended it.
import type { ProcessEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { Limit, Process } from '../engines/engine.ts'

type By = Extract<ProcessEvent, { type: 'process.exit' }>['by']
const TAIL = 4096

export interface RunningProgram {
  readonly name: string
  readonly run: number
  /** Once its process is gone; what it had sent may still be on its way. */
  readonly exited: Promise<unknown>
  /** Once its exit is recorded. */
  readonly ended: Promise<void>
  write(text: string): void
  resize(columns: number, rows: number): void
  /** Returns once its exit is recorded. SIGTERM is followed by SIGKILL after `graceMs`. */
  end(by: By, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export interface Watching {
  record(event: Unnumbered<ProcessEvent>): void
  output(text: string): void
  /** Resolves when what it had sent before it ended has been read at the taps. */
  drained(): Promise<void>
}

const GRACE_MS = 1000

export function limitInWords({ limit, allowed }: Limit): string {
  switch (limit) {
    case 'output':
      return `the lab stopped reading: this program printed more than ${allowed} bytes`
    case 'memory':
      return `the system ended this program, or one it started: together they needed more than ${Math.round(allowed / 1024 ** 2)} MiB of memory`
    case 'processes':
      return `the system refused this program more processes: ${allowed} are allowed, threads included`
  }
}

export function follow(name: string, run: number, process: Process, watching: Watching): RunningProgram {
  let tail = ''
  let by: By = 'itself'
  let outOfMemory = false
  process.onOutput((text) => {
    tail = (tail + text).slice(-TAIL)
    watching.output(text)
  })
  process.onLimit((met) => {
    const { limit, allowed } = met
    watching.record({ source: 'process', type: 'process.limit', program: name, limit, allowed })
    watching.output(`\r\n[${limitInWords(met)}]\r\n`)
    if (limit === 'memory') outOfMemory = true
  })
  const ended = process.exited.then(async ({ code, signal }) => {
    await watching.drained()
    if (outOfMemory && signal === 'SIGKILL' && by === 'itself') by = 'limit'
    watching.record({ source: 'process', type: 'process.exit', program: name, run, code, signal, by, outputTail: tail })
  })
  return {
    name,
    run,
    exited: process.exited,
    ended,
    write: (text) => process.write(text),
    resize: (columns, rows) => process.resize({ columns, rows }),
    async end(who, signal) {
      by = by === 'itself' ? who : by
      const patience = signal === 'SIGTERM' ? setTimeout(() => void process.kill('SIGKILL'), GRACE_MS) : undefined
      await process.kill(signal)
      await ended
      clearTimeout(patience)
    },
  }
}
