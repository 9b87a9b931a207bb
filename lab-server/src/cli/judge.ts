import path from 'node:path'
import type { Config } from '../config.ts'
import { LabError } from '../errors.ts'
import { ExerciseFolders } from '../grading/exercise-folder.ts'
import { grade } from '../grading/grade.ts'
import { loadRecording } from '../recordings/store.ts'
import { callerFolder } from './check.ts'
import { printVerdict } from './print-verdict.ts'
import { required, words } from './words.ts'

export const usage = 'judge <exercise> <recording.jsonl> [--json]'
export const summary = 'gives the verdict of a stored Recording, running nothing'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = words(args, { json: { type: 'boolean' } }, usage)
  const slug = required(positionals[0], 'exercise', usage)
  const file = required(positionals[1], 'recording.jsonl', usage)
  const loaded = await new ExerciseFolders(config.root).load(slug)
  const recording = await loadRecording(path.resolve(callerFolder(), file))
  if (recording.header.exercise !== slug) {
    throw new LabError(
      'recording-unreadable',
      `${file} is a Recording of ${recording.header.exercise}, not of ${slug}.`,
      `Use: lab judge ${recording.header.exercise} ${file}`,
    )
  }
  if (recording.header.contentHash !== loaded.contentHash) console.error('Note: the exercise’s rules have changed since this Recording was made.')
  const verdict = grade(loaded.exercise, loaded.checks, recording)
  if (values.json === true) console.log(JSON.stringify(verdict))
  else printVerdict(loaded.exercise, verdict)
  return verdict.status === 'passed' ? 0 : 1
}
