// Where packages are installed, and all they depend on in turn: what an image has to hold of node_modules.
import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
})

/** By the real folder each is installed in, its name. `from`: the folder from which the first ones are looked for, as Node does. */
export async function closure(names: readonly string[], from: string, found = new Map<string, string>()): Promise<Map<string, string>> {
  for (const name of names) {
    const folder = await installed(name, from)
    if (folder === undefined || found.has(folder)) continue // undefined: optional, for another platform
    found.set(folder, name)
    await closure(await dependenciesOf(folder), folder, found)
  }
  return found
}

export async function dependenciesOf(folder: string): Promise<string[]> {
  const { dependencies = {}, optionalDependencies = {} } = Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
  return Object.keys({ ...dependencies, ...optionalDependencies })
}

async function installed(name: string, from: string): Promise<string | undefined> {
  const there = await realpath(path.join(from, 'node_modules', name)).catch(() => undefined)
  const parent = path.dirname(from)
  return there ?? (parent === from ? undefined : installed(name, parent))
}
