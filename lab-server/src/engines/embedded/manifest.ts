// What is asked of a package.json. By hand: it is read in a learner's container, where zod would be a third of the memory.
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export interface Manifest {
  /** The names of what it depends on. */
  readonly dependencies: readonly string[]
  readonly version: string
}

/** Of the package in this folder; throws when it has none, or one that is no JSON object. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, 'package.json')
  const { dependencies, version } = (JSON.parse(await readFile(file, 'utf8')) ?? {}) as { dependencies?: unknown; version?: unknown }
  return {
    dependencies: typeof dependencies === 'object' && dependencies !== null ? Object.keys(dependencies) : [],
    // npm has it so where none is said
    version: typeof version === 'string' ? version : '0.0.0',
  }
}
