// The verdict: a pure function of a Recording and the exercise's checks (law 1).
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Recording } from '@ackademy/contract/recording.ts'
import type { Finding, Verdict, VerdictStatus } from '@ackademy/contract/verdict.ts'
import { Wire } from '@ackademy/wire/wire.ts'

export type Checks = Readonly<Record<string, (wire: Wire) => Omit<Finding, 'task'>>>

export function grade(exercise: Exercise, checks: Checks, recording: Recording): Verdict {
  const findings = find(exercise, checks, Wire.of(recording)).map(settled)
  const points = (tasks: Exercise['tasks']) => tasks.reduce((sum, task) => sum + task.points, 0)
  const passed = exercise.tasks.filter((task) => findings.some((finding) => finding.task === task.id && finding.status === 'pass'))
  return {
    exercise: exercise.slug,
    engine: recording.header.engine,
    status: statusOf(findings),
    score: points(passed) / points(exercise.tasks),
    findings,
    elapsedMs: Math.round(recording.events.at(-1)?.at ?? 0),
  }
}

/** How each task stands, in the exercise's order. A truncated Recording can fail a task, never pass one. */
export function find(exercise: Exercise, checks: Checks, wire: Wire): Finding[] {
  return exercise.tasks.map(({ id }) => {
    const check = checks[id]
    if (check === undefined) throw new Error(`${exercise.slug}/checks.ts has no check for the task ${id}`)
    const finding: Finding = { task: id, ...check(wire) }
    if (!wire.truncated || finding.status !== 'pass') return finding
    return {
      task: id,
      status: 'unchecked',
      message: 'The Recording met its cap before the end, so this could not be seen whole. Does your program send without end?',
      evidence: [],
    }
  })
}

/** Nothing is open any more once the Recording is whole. */
const settled = (finding: Finding): Finding =>
  finding.status === 'open' ? { ...finding, status: 'unchecked', message: `Not seen before the check ended. ${finding.message}` } : finding

function statusOf(findings: readonly Finding[]): VerdictStatus {
  if (findings.some((finding) => finding.status === 'fail')) return 'failed'
  return findings.every((finding) => finding.status === 'pass') ? 'passed' : 'incomplete'
}
