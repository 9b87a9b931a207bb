import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Verdict } from '@ackademy/contract/verdict.ts'

/** The points of the tasks that passed, and of all. */
export const pointsOf = (
  { tasks }: { readonly tasks: readonly Pick<Exercise['tasks'][number], 'id' | 'points'>[] },
  { findings }: Pick<Verdict, 'findings'>,
): { points: number; of: number } => {
  const passed = new Set(findings.filter(({ status }) => status === 'pass').map(({ task }) => task))
  const sum = (all: typeof tasks) => all.reduce((points, task) => points + task.points, 0)
  return { points: sum(tasks.filter(({ id }) => passed.has(id))), of: sum(tasks) }
}
