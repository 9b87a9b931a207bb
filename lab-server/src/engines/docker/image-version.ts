// What in the image has to be of this lab: the keeper, which speaks with it, and the workspace it is built on.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** On the image: the version of the keeper in it. */
export const VERSION_LABEL = 'ackademy.keeper'

const ROOMS = ['keeper', '../embedded'].map((room) => path.resolve(import.meta.dirname, room))

export async function keeperVersion(): Promise<string> {
  const hash = createHash('sha256')
  for (const room of ROOMS)
    for (const name of (await readdir(room)).filter((name) => !name.includes('.test.')).toSorted())
      hash.update(`${name}\0`).update(await readFile(path.join(room, name)))
  return hash.digest('hex').slice(0, 12)
}
