import type { Wire } from '@ackademy/wire/wire.ts'

/** How a program last ended, as its terminal's heading says it. */
export function exitInWords(wire: Wire, program: string): string {
  const exit = wire.all('process.exit').findLast((event) => event.program === program)
  if (exit === undefined) return 'ended'
  if (exit.by === 'learner') return 'stopped'
  if (exit.by === 'limit') return 'ended: out of memory'
  return exit.signal === null ? `exited with code ${exit.code}` : `ended by ${exit.signal}`
}
