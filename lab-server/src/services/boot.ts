// A RabbitMQ coming up, as its own log tells it.
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { LabError } from '../errors.ts'

/** Debian's 3.10 and the official 4 end their start with " completed with N plugins." */
export const UP = /^\s*completed with \d+ plugins/
export const FAILED = /^BOOT FAILED|Kernel pid terminated/
/** A broker that has neither come up nor ended in this time never will. */
export const BOOT_MS = 120_000

/** Resolves when it is up. Throws LabError `broker-failed` with its last lines when the log ends before, or two minutes have passed. */
export async function booted(log: Readable): Promise<void> {
  const last: string[] = []
  const lines = createInterface({ input: log, signal: AbortSignal.timeout(BOOT_MS) })
  try {
    for await (const line of lines) {
      if (UP.test(line)) return
      if (line.trim() !== '') last.push(line)
      if (last.length > 20) last.shift()
    }
  } finally {
    lines.close()
  }
  throw new LabError(
    'broker-failed',
    `RabbitMQ did not start. Its last lines:\n${last.join('\n')}`,
    'Its image may be broken: `npm run lab -- images` makes it anew.',
  )
}
