import type { Config } from '../config.ts'
import { runCheck } from '../grading/run-check.ts'
import { variants } from '../grading/variants.ts'
import { LabError } from '../errors.ts'
import { openParts } from '../parts.ts'
import { onInterrupt } from './check.ts'
import { engineOption, withEngine } from './engine-option.ts'
import { words } from './words.ts'

export const usage = 'prove [exercise …] [--runs N] [--engine embedded]'
export const summary = 'runs starter, solution and every mistake N times (default 1) and tells each deviation'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = words(args, { ...engineOption, runs: { type: 'string', default: '1' } }, usage)
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1)
    throw new LabError('usage', `--runs is ${values.runs}, a whole number from 1 was expected.`, `Usage: lab ${usage}`)
  await using parts = await openParts(withEngine(config, values.engine))
  const signal = onInterrupt()
  let deviations = 0
  for (const slug of positionals.length > 0 ? positionals : await parts.exercises.slugs()) {
    const loaded = await parts.exercises.load(slug)
    for (const { name, files, deviation } of await variants(parts.exercises, slug)) {
      const times: number[] = []
      let deviating = 0
      for (let index = 0; index < runs; index++) {
        const { verdict } = await runCheck({ ...parts, loaded, files, signal })
        times.push(verdict.elapsedMs)
        const said = deviation(verdict)
        if (said === undefined) continue
        deviating++
        console.log(`  run ${index + 1}: ${said}`)
      }
      times.sort((a, b) => a - b)
      deviations += deviating
      console.log(
        `${deviating === 0 ? '✓' : '✗'} ${slug} ${name}: ${runs - deviating} of ${runs} as expected; ${times[0]}–${times.at(-1)} ms, median ${times[Math.floor(times.length / 2)]} ms`,
      )
    }
  }
  return deviations === 0 ? 0 : 1
}
