import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config.ts'
import { asLabError, LabError } from '../errors.ts'
import { readFiles } from '../grading/files.ts'
import { runCheck } from '../grading/run-check.ts'
import { openParts, type LabParts } from '../parts.ts'
import { callerFolder, onInterrupt } from './check.ts'
import { toCsv, type Graded } from './csv.ts'
import { engineOption, withEngine } from './engine-option.ts'
import { required, words } from './words.ts'

export const usage = 'grade <folder> [--csv FILE] [--json] [--engine embedded] [--i-trust-this-code]'
export const summary = 'gives the verdicts of a whole class; the folder holds <learner>/<exercise>/…'

export async function run(args: readonly string[], config: Config): Promise<number> {
  const options = { ...engineOption, csv: { type: 'string' }, json: { type: 'boolean' }, 'i-trust-this-code': { type: 'boolean' } } as const
  const { values, positionals } = words(args, options, usage)
  const folder = path.resolve(callerFolder(), required(positionals[0], 'folder', usage))
  await using parts = await openParts(withEngine(config, values.engine))
  parts.engine.prepare()
  using _expecting = parts.engine.expect()
  parts.rabbitMq.prepare()
  if (parts.engine.name === 'embedded' && values['i-trust-this-code'] !== true) {
    throw new LabError(
      'usage',
      'This runs other people’s programs as your own user: the embedded engine has no sandbox.',
      'Read them first, then add --i-trust-this-code.',
    )
  }
  const work = await submissions(folder, await parts.exercises.slugs())
  const graded = await gradeAll(work, parts, onInterrupt())
  if (values.csv !== undefined) await writeFile(path.resolve(callerFolder(), values.csv), toCsv(graded))
  if (values.json === true) console.log(JSON.stringify(graded))
  else
    for (const { learner, exercise, verdict, error } of graded)
      console.log(`${learner}  ${exercise}  ${verdict ? `${verdict.status}  ${Math.round(verdict.score * 100)}` : `not judged: ${error}`}`)
  return graded.some(({ error }) => error !== undefined) ? 2 : 0
}

interface Submitted {
  readonly learner: string
  readonly exercise: string
  readonly folder: string
}

/** Throws LabError `folder-unreadable` when there is nothing in the folder that could be graded. */
async function submissions(folder: string, slugs: readonly string[]): Promise<Submitted[]> {
  const found: Submitted[] = []
  const unknown: string[] = []
  for (const learner of await folders(folder)) {
    for (const exercise of await folders(path.join(folder, learner))) {
      if (slugs.includes(exercise)) found.push({ learner, exercise, folder: path.join(folder, learner, exercise) })
      else unknown.push(`${learner}/${exercise}`)
    }
  }
  if (unknown.length > 0) console.error(`Left out, no exercise of that name: ${unknown.join(', ')}`)
  if (found.length === 0) {
    throw new LabError(
      'folder-unreadable',
      `${folder} holds no <learner>/<exercise>/ folder.`,
      `Exercises are ${slugs.join(', ')}; e.g. class/ada/${slugs[0] ?? 'exercise'}/.`,
    )
  }
  return found
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new LabError('folder-unreadable', `The folder ${folder} can't be read.`, 'Give the folder that holds <learner>/<exercise>/….', { cause })
  })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

async function gradeAll(work: readonly Submitted[], parts: LabParts, signal: AbortSignal): Promise<Graded[]> {
  const graded: Graded[] = []
  for (const [index, { learner, exercise, folder }] of work.entries()) {
    showProgress(index, work.length, `${learner} ${exercise}`)
    try {
      const loaded = await parts.exercises.load(exercise)
      const { verdict } = await runCheck({ ...parts, loaded, files: await readFiles(folder), signal })
      graded.push({ learner, exercise, verdict })
    } catch (error) {
      if (signal.aborted) throw error
      graded.push({ learner, exercise, error: asLabError(error).message })
    }
  }
  showProgress(work.length, work.length, 'done\n')
  return graded
}

function showProgress(done: number, all: number, text: string): void {
  if (!process.stderr.isTTY) {
    if (done % 10 === 0 || done === all) process.stderr.write(`${done} of ${all} ${text.trim()}\n`)
    return
  }
  const width = 24
  const filled = Math.round((done / all) * width)
  process.stderr.write(`\r\x1b[K[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${done} of ${all}  ${text}`)
}
