// What in the image has to be of this lab: the keeper, which speaks with it, and the workspace it is built on.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'

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

const Inspected = z.object({ Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }) })

/** The reason programs can't run in this image, or undefined when they can. */
export async function imageUnfit(docker: Docker, image: string): Promise<string | undefined> {
  const found = await docker
    .getImage(image)
    .inspect()
    .then((answer) => Inspected.parse(answer))
    .catch(() => undefined)
  if (found === undefined) return `the image ${image} is not there: \`npm run lab -- images\` gets it`
  if (found.Config.Labels?.[VERSION_LABEL] !== (await keeperVersion()))
    return `the image ${image} is of another version of the lab: \`npm run lab -- images\` gets it anew`
  return undefined
}
