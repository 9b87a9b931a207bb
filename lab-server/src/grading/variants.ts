// What every exercise proves itself on (law 4): its starter, its solution, right programs in
// other styles, and each authored mistake, with what is expected of them.
import type { Files, Mistake } from '@ackademy/contract/exercise.ts'
import type { Verdict } from '@ackademy/contract/verdict.ts'
import type { ExerciseFolders } from './exercise-folder.ts'

export interface Variant {
  /** `starter`, `solution`, `style-<folder>` or the mistake's folder name. */
  readonly name: string
  readonly files: Files
  /** What deviates from the expectation, in words; undefined when nothing does. */
  readonly deviation: (verdict: Verdict) => string | undefined
}

export async function variants(exercises: ExerciseFolders, slug: string): Promise<Variant[]> {
  const [mistakes, styles] = await Promise.all([exercises.mistakes(slug), exercises.styles(slug)])
  const passes = ({ status, findings }: Verdict) => (status === 'passed' ? undefined : `expected passed, was ${status}: ${describe(findings)}`)
  return [
    { name: 'starter', files: await exercises.starter(slug), deviation: ({ status }) => (status === 'passed' ? 'the starter passed' : undefined) },
    { name: 'solution', files: await exercises.solution(slug), deviation: passes },
    ...styles.map(({ name, files }) => ({ name, files, deviation: passes })),
    ...mistakes.map(({ name, files, expected }) => ({ name, files, deviation: (verdict: Verdict) => ofMistake(name, expected, verdict) })),
  ]
}

function ofMistake(name: string, expected: Mistake, { status, findings }: Verdict): string | undefined {
  const own = findings.some((finding) => finding.task === expected.task && finding.status === 'fail' && finding.mistake === expected.mistake)
  if (status === 'failed' && own) return undefined
  return `${name} ${status}, expected ${expected.task} to fail with ${expected.mistake}: ${describe(findings)}`
}

const describe = (findings: Verdict['findings']): string =>
  findings.map(({ task, status, mistake }) => `${task} ${status}${mistake ? ` (${mistake})` : ''}`).join(', ')
