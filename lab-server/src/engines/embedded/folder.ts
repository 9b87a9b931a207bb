// Writes a learner's files into a folder their programs shape too. Every part of a path is looked at before it is used, and what is no real folder or regular
// file is refused: no link is followed, no FIFO opened. A file appears whole or not at all (a temporary one, then a rename).
// A program that swaps a folder for a link between the look and the write gains nothing: it runs as the lab's own user (see embedded.ts).
import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { lstat, mkdir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Files } from '@ackademy/contract/exercise.ts'
import { isFilePath } from '@ackademy/contract/file-path.ts'
import { LabError } from '../../errors.ts'

export class Folder {
  readonly #root: string
  #named: readonly string[] = []

  constructor(root: string) {
    this.#root = root
  }

  /** These files, and none that an earlier call named. What programs made is left. Throws LabError `engine-failed`. */
  async write(files: Files): Promise<void> {
    const names = namesOf(files)
    for (const name of this.#named) if (!Object.hasOwn(files, name)) await this.#remove(name)
    this.#named = names
    for (const [name, text] of Object.entries(files)) await this.#put(name, text)
  }

  async #put(name: string, text: string): Promise<void> {
    for (const folder of this.#foldersOf(name)) {
      const found = await look(folder)
      if (!found) await mkdir(folder, { recursive: true })
      else if (!found.isDirectory()) throw refused(`${folder} is in the way: it is no folder.`)
    }
    const file = path.join(this.#root, name)
    const found = await look(file)
    if (found && !found.isFile()) throw refused(`${file} is in the way: it is no regular file.`)
    // No learner's file may begin with a dot. 'wx' makes a new file or fails; it follows no link.
    const fresh = path.join(path.dirname(file), `.ackademy-${randomUUID()}`)
    try {
      await writeFile(fresh, text, { flag: 'wx' })
      await rename(fresh, file)
    } catch (cause) {
      await rm(fresh, { force: true })
      const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
      if (full) throw new LabError('engine-failed', `${file} could not be written: no space is left there.`, FULL, { cause })
      throw refused(`${file} could not be written.`, cause)
    }
  }

  async #remove(name: string): Promise<void> {
    const folders = this.#foldersOf(name)
    // Behind a link or nothing, it is not the file that was written.
    for (const folder of folders) if (!(await look(folder))?.isDirectory()) return
    const file = path.join(this.#root, name)
    const found = await look(file)
    if (found && !found.isDirectory()) await unlink(file)
    for (const folder of folders.slice(1).reverse()) await rmdir(folder).catch(() => undefined)
  }

  /** From the root down to the one the file lies in. */
  #foldersOf(name: string): string[] {
    const parts = name.split('/').slice(0, -1)
    return [this.#root, ...parts.map((_, index) => path.join(this.#root, ...parts.slice(0, index + 1)))]
  }
}

/** Throws LabError `engine-failed` when one is no name for a learner's file. */
export function namesOf(files: Files): string[] {
  const names = Object.keys(files)
  const bad = names.find((name) => !isFilePath(name))
  if (bad !== undefined) throw refused(`“${bad}” is no name for a file here.`)
  return names
}

const FULL = 'Remove what your programs wrote, or start the exercise again.'

const look = (file: string): Promise<Stats | undefined> => lstat(file).catch(() => undefined)

const refused = (message: string, cause?: unknown) =>
  new LabError('engine-failed', message, 'Did a program make something of that name? Stop it, rename the file, or start the exercise again.', {
    cause,
  })
