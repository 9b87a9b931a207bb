import type { Verdict } from '@ackademy/contract/verdict.ts'

export interface Graded {
  readonly learner: string
  readonly exercise: string
  /** Undefined where the lab could not judge: `error` says why, and it counts as nothing, not as a zero. */
  readonly verdict?: Verdict
  readonly error?: string
}

/** RFC 4180. A cell that a spreadsheet would run as a formula is made plain text by a leading apostrophe. */
export function toCsv(graded: readonly Graded[]): string {
  const rows = graded.map(({ learner, exercise, verdict, error }) => [
    learner,
    exercise,
    verdict?.status ?? 'not judged',
    verdict === undefined ? '' : String(Math.round(verdict.score * 100)),
    verdict === undefined
      ? (error ?? '')
      : verdict.findings
          .filter(({ status }) => status !== 'pass')
          .map(({ task, message }) => `${task}: ${message}`)
          .join(' | '),
  ])
  return [['learner', 'exercise', 'status', 'score', 'findings'], ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
