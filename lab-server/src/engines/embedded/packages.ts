// The packages a learner's program may import: the dependencies of exercises/package.json, less the house's own.
//
//   <temp>/ackademy-x/          0700, thrown away
//     package.json              the packages: whatever package.json lies further up decides nothing here, and an npm that installs one lets the others be
//     node_modules/amqplib   -> where it is installed
//     <exercise>/               the workspace: the learner's files, and the program's working folder
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { LabError } from '../../errors.ts'
import { readManifest } from './manifest.ts'

/** Name and real folder of each. Throws LabError `engine-failed`. */
export async function coursePackages(exercises: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { dependencies } = await readManifest(exercises)
    const names = dependencies.filter((name) => !name.startsWith('@ackademy/'))
    return new Map(await Promise.all(names.map(async (name) => [name, await installed(name, exercises)] as const)))
  } catch (cause) {
    throw new LabError('engine-failed', `The course's packages can't be found from ${exercises}.`, 'Run `npm ci` in the project folder.', { cause })
  }
}

/** Climbs as Node does. `require.resolve` is no use: a package's exports may hide its package.json. */
async function installed(name: string, from: string): Promise<string> {
  return realpath(path.join(from, 'node_modules', name)).catch((cause: unknown) => {
    const parent = path.dirname(from)
    if (parent === from) throw new Error(`${name} is not installed`, { cause })
    return installed(name, parent)
  })
}

/** Makes `folder` a place whose programs find these packages by name, and no others. */
export async function furnish(folder: string, packages: ReadonlyMap<string, string>): Promise<void> {
  const versions = await Promise.all([...packages].map(async ([name, target]) => [name, (await readManifest(target)).version] as const))
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ dependencies: Object.fromEntries(versions) }) + '\n')
  await mkdir(path.join(folder, 'node_modules'))
  for (const [name, target] of packages) {
    const link = path.join(folder, 'node_modules', name)
    await mkdir(path.dirname(link), { recursive: true })
    await symlink(target, link, 'junction')
  }
}
