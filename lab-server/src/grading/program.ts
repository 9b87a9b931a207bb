// One run of a learner's program: its process, the end of what it printed, and who ended it.
import type { ProcessEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { Process } from '../engines/engine.ts'

type By = Extract<ProcessEvent, { type: 'process.exit' }>['by']
const TAIL = 4096

export interface RunningProgram {
  readonly name: string
  readonly run: number
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

export function follow(name: string, run: number, process: Process, watching: Watching): RunningProgram {
  let tail = ''
  let by: By = 'itself'
  process.onOutput((text) => {
    tail = (tail + text).slice(-TAIL)
    watching.output(text)
  })
  process.onLimit(({ limit, allowed }) => {
    watching.record({ source: 'process', type: 'process.limit', program: name, limit, allowed })
    watching.output(`\r\n[the lab stopped reading: this program printed more than ${allowed} bytes]\r\n`)
  })
  const ended = process.exited.then(async ({ code, signal }) => {
    await watching.drained()
    watching.record({ source: 'process', type: 'process.exit', program: name, run, code, signal, by, outputTail: tail })
  })
  return {
    name,
    run,
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
