// What every exercise proves itself on (law 4): its starter, its solution and each authored mistake, with what is expected of them.
import type { Files, Mistake } from '@ackademy/contract/exercise.ts'
import type { Verdict } from '@ackademy/contract/verdict.ts'
import type { ExerciseFolders } from './exercise-folder.ts'

export interface Variant {
  /** `starter`, `solution` or the mistake's folder name. */
  readonly name: string
  readonly files: Files
  /** What deviates from the expectation, in words; undefined when nothing does. */
  deviation(verdict: Verdict): string | undefined
}

export async function variants(exercises: ExerciseFolders, slug: string): Promise<Variant[]> {
  const mistakes = await exercises.mistakes(slug)
  return [
    { name: 'starter', files: await exercises.starter(slug), deviation: ({ status }) => (status === 'passed' ? 'the starter passed' : undefined) },
    {
      name: 'solution',
      files: await exercises.solution(slug),
      deviation: ({ status, findings }) => (status === 'passed' ? undefined : `the solution ${status}: ${describe(findings)}`),
    },
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
