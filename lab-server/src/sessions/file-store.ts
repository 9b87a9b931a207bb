// What a learner has saved, by exercise: one JSON file each, replaced whole, so that a crash leaves the old or the new.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Files } from '@ackademy/contract/exercise.ts'
import { Event, RecordingHeader } from '@ackademy/contract/recording.ts'
import { Verdict } from '@ackademy/contract/verdict.ts'

export const LastCheck = z.strictObject({ header: RecordingHeader, events: z.array(Event), verdict: Verdict })
export type LastCheck = z.infer<typeof LastCheck>

export class FileStore {
  readonly #folder: string
  constructor(folder: string) {
    this.#folder = folder
  }

  readonly files = (exercise: string): Promise<Files | undefined> => this.#read(`${exercise}.files.json`, Files)
  readonly saveFiles = (exercise: string, files: Files): Promise<void> => this.#write(`${exercise}.files.json`, files)
  readonly lastCheck = (exercise: string): Promise<LastCheck | undefined> => this.#read(`${exercise}.check.json`, LastCheck)
  readonly saveLastCheck = (exercise: string, last: LastCheck): Promise<void> => this.#write(`${exercise}.check.json`, last)

  /** Forgets the files and the last check: the next session begins with the starter. */
  async reset(exercise: string): Promise<void> {
    for (const kind of ['files', 'check']) await rm(path.join(this.#folder, `${exercise}.${kind}.json`), { force: true })
  }

  async #read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const file = path.join(this.#folder, name)
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    try {
      return schema.parse(JSON.parse(text))
    } catch {
      // of another version, or broken from outside: kept aside, never thrown away
      await rename(file, `${file}.unreadable`)
      return undefined
    }
  }

  async #write(name: string, value: unknown): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const file = path.join(this.#folder, name)
    const fresh = `${file}.${randomUUID()}`
    await writeFile(fresh, JSON.stringify(value), { mode: 0o600 })
    await rename(fresh, file)
  }
}
