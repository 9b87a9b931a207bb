// An exercise's folder, found by its slug and loaded by path: the server names no exercise (law 3).
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Exercise, Mistake, Slug, type Files } from '@ackademy/contract/exercise.ts'
import type { Scenario } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { LabError } from '../errors.ts'
import { readFiles } from './files.ts'
import type { Checks } from './grade.ts'

export interface LoadedExercise {
  readonly exercise: Exercise
  readonly folder: string
  readonly scenario: Scenario<Wire>
  readonly checks: Checks
  /** SHA-256 over the exercise's rules, wire/ and _kit: what a Recording's verdict depends on. */
  readonly contentHash: string
}

export class ExerciseFolders {
  readonly #root: string
  /** `root`: the project's folder, holding exercises/ and wire/. */
  constructor(root: string) {
    this.#root = root
  }

  async slugs(): Promise<string[]> {
    const entries = await readdir(path.join(this.#root, 'exercises'), { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && Slug.safeParse(entry.name).success && entry.name !== 'node_modules')
      .map((entry) => entry.name)
      .sort()
  }

  /** Throws LabError `exercise-unknown` or `exercise-broken`. */
  async load(slug: string): Promise<LoadedExercise> {
    const slugs = await this.slugs()
    if (!slugs.includes(slug)) {
      throw new LabError('exercise-unknown', `There is no exercise ${JSON.stringify(slug)}.`, `The exercises are: ${slugs.join(', ')}.`)
    }
    const folder = path.join(this.#root, 'exercises', slug)
    try {
      const exercise = Exercise.parse(JSON.parse(await readFile(path.join(folder, 'exercise.json'), 'utf8')))
      const [scenario, checks] = await Promise.all([
        defaultOf<Scenario<Wire>>(path.join(folder, 'scenario.ts')),
        defaultOf<Checks>(path.join(folder, 'checks.ts')),
      ])
      return { exercise, folder, scenario, checks, contentHash: await this.#hash(folder) }
    } catch (cause) {
      throw new LabError(
        'exercise-broken',
        `The exercise ${slug} can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
        `Mend exercises/${slug}.`,
        { cause },
      )
    }
  }

  async starter(slug: string): Promise<Files> {
    return readFiles((await this.load(slug)).folder + '/starter')
  }

  async solution(slug: string): Promise<Files> {
    return readFiles((await this.load(slug)).folder + '/solution')
  }

  /** Right programs in other styles: another API, another client, another language. They pass as the solution does. */
  async styles(slug: string): Promise<{ name: string; files: Files }[]> {
    const folder = path.join((await this.load(slug)).folder, 'styles')
    const names = await readdir(folder).catch(() => [])
    return Promise.all(names.sort().map(async (name) => ({ name: `style-${name}`, files: await readFiles(path.join(folder, name)) })))
  }

  async mistakes(slug: string): Promise<{ name: string; expected: Mistake; files: Files }[]> {
    const folder = path.join((await this.load(slug)).folder, 'mistakes')
    const names = (await readdir(folder)).sort()
    return Promise.all(
      names.map(async (name) => {
        const { 'mistake.json': expected = '{}', ...files } = await readFiles(path.join(folder, name))
        return { name, expected: Mistake.parse(JSON.parse(expected)), files }
      }),
    )
  }

  async #hash(folder: string): Promise<string> {
    const hash = createHash('sha256')
    const shared = [path.join(this.#root, 'wire'), path.join(this.#root, 'exercises', '_kit')]
    for (const place of shared) await hashSources(hash, place, place)
    for (const name of ['exercise.json', ...(await readdir(folder)).filter((file) => file.endsWith('.ts'))].sort()) {
      hash.update(`${name}\0`).update(await readFile(path.join(folder, name)))
    }
    return hash.digest('hex')
  }
}

/** What a module exports as default; `satisfies` in it has checked the type. */
async function defaultOf<T>(file: string): Promise<T> {
  const module = (await import(pathToFileURL(file).href)) as { default: T }
  return module.default
}

async function hashSources(hash: ReturnType<typeof createHash>, root: string, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== 'node_modules') await hashSources(hash, root, file)
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      hash.update(`${path.relative(root, file).replaceAll('\\', '/')}\0`).update(await readFile(file))
  }
}
