// A learner's files, read from a folder: regular files with plain names only, no link is followed, and all is bounded.
import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { FilePath, type Files } from '@ackademy/contract/exercise.ts'
import { LabError } from '../errors.ts'

const MOST_FILES = 100
const LARGEST = 256 * 1024

/** Throws LabError `folder-unreadable`. Dot files, node_modules and what is no regular file are left out. */
export async function readFiles(folder: string): Promise<Files> {
  const files: Record<string, string> = {}
  await readInto(files, folder, '')
  return files
}

async function readInto(files: Record<string, string>, folder: string, under: string): Promise<void> {
  const entries = await readdir(path.join(folder, under), { withFileTypes: true }).catch((cause: unknown) => {
    throw new LabError('folder-unreadable', `The folder ${folder} can't be read.`, 'Give a folder that holds the learner’s files.', { cause })
  })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = under + entry.name
    if (!FilePath.safeParse(name).success) continue
    if (entry.isDirectory()) await readInto(files, folder, `${name}/`)
    if (!entry.isFile()) continue
    if (Object.keys(files).length >= MOST_FILES) throw tooMuch(folder, `more than ${MOST_FILES} files`)
    files[name] = await readText(path.join(folder, name), folder)
  }
}

async function readText(file: string, folder: string): Promise<string> {
  await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const { size } = await handle.stat()
  if (size > LARGEST) throw tooMuch(folder, `${path.basename(file)} with ${size} bytes, at most ${LARGEST} are accepted`)
  return await handle.readFile('utf8')
}

const tooMuch = (folder: string, what: string) =>
  new LabError('folder-unreadable', `The folder ${folder} holds ${what}.`, 'Leave only the program’s own source files there.')
