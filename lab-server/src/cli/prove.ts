import type { Config } from '../config.ts'
import { runCheck } from '../grading/run-check.ts'
import type { ExerciseFolders, LoadedExercise } from '../grading/exercise-folder.ts'
import { variants, type Variant } from '../grading/variants.ts'
import { LabError } from '../errors.ts'
import { openParts } from '../parts.ts'
import { onInterrupt } from './check.ts'
import { engineOption, withEngine } from './engine-option.ts'
import { words } from './words.ts'

export const usage = 'prove [exercise …] [--runs N] [--at-once N] [--engine docker|embedded]'
export const summary = 'runs starter, solution and every mistake N times (default 1) and tells each deviation'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = words(
    args,
    { ...engineOption, runs: { type: 'string', default: '1' }, 'at-once': { type: 'string', default: '1' } },
    usage,
  )
  const runs = wholeNumber('--runs', values.runs)
  const atOnce = wholeNumber('--at-once', values['at-once'])
  await using parts = await openParts(withEngine(config, values.engine))
  parts.engine.prepare()
  using _expecting = parts.engine.expect()
  parts.rabbitMq.prepare()
  const signal = onInterrupt()
  let deviations = 0

  const prove = async ({ slug, loaded, variant }: Job): Promise<void> => {
    const times: number[] = []
    const lines: string[] = []
    for (let index = 0; index < runs; index++) {
      const { verdict } = await runCheck({ ...parts, loaded, files: variant.files, signal })
      times.push(verdict.elapsedMs)
      const said = variant.deviation(verdict)
      if (said !== undefined) lines.push(`  run ${index + 1}: ${said}`)
    }
    times.sort((a, b) => a - b)
    deviations += lines.length
    const median = times[Math.floor(times.length / 2)]
    lines.push(
      `${lines.length === 0 ? '✓' : '✗'} ${slug} ${variant.name}: ${runs - lines.length} of ${runs} as expected; ${times[0]}–${times.at(-1)} ms, median ${median} ms`,
    )
    console.log(lines.join('\n'))
  }

  const jobs = await jobsOf(parts.exercises, positionals.length > 0 ? positionals : await parts.exercises.slugs())
  const queue = jobs.values()
  const worker = async () => {
    for (const job of queue) await prove(job)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  console.log(`${jobs.length} programs, ${jobs.length * runs} runs: ${deviations === 0 ? 'none deviated' : `${deviations} deviated`}`)
  return deviations === 0 ? 0 : 1
}

interface Job {
  readonly slug: string
  readonly loaded: LoadedExercise
  readonly variant: Variant
}

async function jobsOf(exercises: ExerciseFolders, slugs: readonly string[]): Promise<Job[]> {
  const jobs: Job[] = []
  for (const slug of slugs) {
    const loaded = await exercises.load(slug)
    for (const variant of await variants(exercises, slug)) jobs.push({ slug, loaded, variant })
  }
  return jobs
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  throw new LabError('usage', `${option} is ${text}, a whole number from 1 was expected.`, `Usage: lab ${usage}`)
}
