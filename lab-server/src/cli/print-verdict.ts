// A verdict for people, in a terminal.
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Verdict } from '@ackademy/contract/verdict.ts'
import { styleText } from 'node:util'

const MARKS = { pass: ['green', '✓'], fail: ['red', '✗'], open: ['yellow', '…'], unchecked: ['yellow', '?'] } as const
const COLOURS = { passed: 'green', failed: 'red', incomplete: 'yellow' } as const

export function printVerdict(exercise: Exercise, verdict: Verdict): void {
  for (const finding of verdict.findings) {
    const [colour, mark] = MARKS[finding.status]
    const title = exercise.tasks.find((task) => task.id === finding.task)?.title ?? finding.task
    const events =
      finding.evidence.length > 0 ? ` (events ${finding.evidence.slice(0, 8).join(', ')}${finding.evidence.length > 8 ? ', …' : ''})` : ''
    console.log(`${styleText(colour, mark)} ${title}\n    ${finding.message}${styleText('dim', events)}`)
  }
  const status = styleText(COLOURS[verdict.status], verdict.status.toUpperCase())
  console.log(`\n${status}  ${exercise.slug}  ${Math.round(verdict.score * 100)} of 100  (${verdict.elapsedMs} ms on the ${verdict.engine} engine)`)
}
