// A demo's folder: programs and a scenario to record, like an exercise without tasks. Its Recording lies beside them and is what the
// pages play; the lab is needed only to make it anew.
//
//   <name>/demo.json  scenario.ts  programs/*.js  recording.jsonl
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Demo } from '@ackademy/contract/demo.ts'
import { Slug, type Files } from '@ackademy/contract/exercise.ts'
import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { LabError } from '../errors.ts'
import type { LoadedExercise } from './exercise-folder.ts'
import { readFiles } from './files.ts'

export interface LoadedDemo {
  /** What a stage needs of it. */
  readonly loaded: LoadedExercise
  readonly files: Files
  /** Where its Recording is kept. */
  readonly recording: string
}

export class DemoFolders {
  readonly #folder: string
  /** `root`: the project's folder. */
  constructor(root: string) {
    this.#folder = path.join(root, 'site', 'src', 'demos', 'recorded')
  }

  async names(): Promise<string[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && Slug.safeParse(entry.name).success)
      .map((entry) => entry.name)
      .sort()
  }

  /** Throws LabError `exercise-unknown` or `exercise-broken`. */
  async load(name: string): Promise<LoadedDemo> {
    const names = await this.names()
    if (!names.includes(name))
      throw new LabError('exercise-unknown', `There is no demo ${JSON.stringify(name)}.`, `The demos are: ${names.join(', ')}.`)
    const folder = path.join(this.#folder, name)
    try {
      const text = await readFile(path.join(folder, 'demo.json'), 'utf8')
      const { title, programs, ownBroker } = Demo.parse(JSON.parse(text))
      const files = await readFiles(path.join(folder, 'programs'))
      const scenario = path.join(folder, 'scenario.ts')
      const module = (await import(pathToFileURL(scenario).href)) as { default: Scenario<Wire> }
      const hash = createHash('sha256').update(await readFile(scenario))
      for (const [file, source] of Object.entries(files)) hash.update(`\0${file}\0${source}`)
      const exercise = {
        slug: name,
        title,
        summary: '',
        services: ['rabbitmq' as const],
        programs,
        tasks: [],
        timeLimit: 60,
        ...(ownBroker && { ownBroker }),
      }
      const loaded = { exercise, folder, scenario: module.default, checks: {}, contentHash: hash.digest('hex') }
      return { loaded, files, recording: path.join(folder, 'recording.jsonl') }
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new LabError('exercise-broken', `The demo ${name} can't be loaded: ${why}`, `Mend ${path.relative(process.cwd(), folder)}.`, { cause })
    }
  }
}
