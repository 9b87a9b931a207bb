import path from 'node:path'
import type { Config } from '../config.ts'
import { readFiles } from '../grading/files.ts'
import { runCheck } from '../grading/run-check.ts'
import { openParts } from '../parts.ts'
import { saveRecording } from '../recordings/store.ts'
import { printVerdict } from './print-verdict.ts'
import { engineOption, withEngine } from './engine-option.ts'
import { required, words } from './words.ts'

export const usage = 'check <exercise> [folder] [--engine embedded] [--json] [--save FILE]'
export const summary = 'runs the scenario on the files in the folder (default: the starter) and prints the verdict'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const { values, positionals } = words(args, { ...engineOption, json: { type: 'boolean' }, save: { type: 'string' } }, usage)
  const slug = required(positionals[0], 'exercise', usage)
  await using parts = await openParts(withEngine(config, values.engine))
  const loaded = await parts.exercises.load(slug)
  const folder = positionals[1]
  const files = folder === undefined ? await parts.exercises.starter(slug) : await readFiles(path.resolve(callerFolder(), folder))
  const progress = values.json === true || !process.stderr.isTTY ? {} : { progress: (text: string) => process.stderr.write(`\r\x1b[K${text} …`) }
  const { recording, verdict } = await runCheck({ ...parts, loaded, files, signal: onInterrupt() }, progress)
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  if (values.save !== undefined) await saveRecording(path.resolve(callerFolder(), values.save), recording)
  if (values.json === true) console.log(JSON.stringify(verdict))
  else printVerdict(loaded.exercise, verdict)
  return verdict.status === 'passed' ? 0 : 1
}

/** npm runs scripts in the project's folder; paths are meant from where the person is. */
export const callerFolder = (): string => process.env['INIT_CWD'] ?? process.cwd()

export function onInterrupt(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(new Error(`ended by ${signal}`)))
  return controller.signal
}
