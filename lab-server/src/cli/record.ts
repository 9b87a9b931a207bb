import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Recording } from '@ackademy/contract/recording.ts'
import type { Config } from '../config.ts'
import { LabError } from '../errors.ts'
import { grade } from '../grading/grade.ts'
import { runCheck } from '../grading/run-check.ts'
import { variants } from '../grading/variants.ts'
import { openParts } from '../parts.ts'
import { loadRecording, saveRecording } from '../recordings/store.ts'
import { onInterrupt } from './check.ts'
import { words } from './words.ts'

export const usage = 'record [--verdicts] [exercise …]'
export const summary =
  'makes the golden recordings of the exercises (all of them by default) anew; with --verdicts only judges them anew, when rules or words changed'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = words(args, { verdicts: { type: 'boolean' } }, usage)
  await using parts = await openParts({ ...config, engine: config.engine ?? 'embedded' })
  const signal = onInterrupt()
  for (const slug of positionals.length > 0 ? positionals : await parts.exercises.slugs()) {
    const loaded = await parts.exercises.load(slug)
    const folder = path.join(loaded.folder, 'recordings')
    await mkdir(folder, { recursive: true })
    if (!values.verdicts) for (const old of await readdir(folder)) await rm(path.join(folder, old))
    for (const { name, files, deviation } of await variants(parts.exercises, slug)) {
      const file = path.join(folder, `${name}.jsonl`)
      const recording = values.verdicts
        ? await loadRecording(file)
        : withoutFolder((await runCheck({ ...parts, loaded, files, signal })).recording, config.root)
      const verdict = grade(loaded.exercise, loaded.checks, recording)
      const said = deviation(verdict)
      if (said !== undefined)
        throw new LabError('exercise-broken', `${slug}: ${said}`, 'A golden recording is made only of what proves itself: mend the exercise first.')
      if (!values.verdicts) await saveRecording(file, recording)
      await writeFile(path.join(folder, `${name}.verdict.json`), JSON.stringify(verdict, undefined, 2) + '\n')
      console.log(`${slug} ${name}: ${verdict.status}, ${recording.events.length} events`)
    }
  }
  return 0
}

/** The stacks of programs that died name the project's folder, which is another on each machine. */
const withoutFolder = ({ header, events }: Recording, root: string): Recording => ({
  header,
  events: events.map((event) =>
    event.type === 'process.exit' ? { ...event, outputTail: event.outputTail.replaceAll(root.replace(/[\\/]$/, ''), '/ackademy') } : event,
  ),
})
