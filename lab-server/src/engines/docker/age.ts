// What is known of an engine's age: holes that its makers have mended since.
import type Docker from 'dockerode'
import { z } from 'zod'

const Version = z.object({ Version: z.string(), Components: z.array(z.object({ Name: z.string(), Version: z.string() })).nullish() })

/** runc's releases that mend CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881, one a branch. */
const MENDED = [
  [1, 2, 8],
  [1, 3, 3],
  [1, 4, 0],
] as const

/** E.g. "Docker 20.10.24, runc 1.1.5", and a sentence for each thing to know. */
export async function engineAge(docker: Docker): Promise<{ readonly name: string; readonly warnings: readonly string[] }> {
  const { Version: engine, Components } = Version.parse(await docker.version())
  const runc = Components?.find(({ Name }) => Name === 'runc')?.Version
  const name = `Docker ${bare(engine)}${runc === undefined ? '' : `, runc ${bare(runc)}`}`
  return { name, warnings: runc === undefined ? [] : runcWarnings(runc) }
}

/** None for what is no version. */
export function runcWarnings(version: string): string[] {
  const [major, minor, patch] = bare(version).split('.').map(Number)
  if (major === undefined || minor === undefined || patch === undefined || [major, minor, patch].some(Number.isNaN)) return []
  const branch = MENDED.find((release) => release[0] === major && release[1] === minor)
  const old = branch ? patch < branch[2] : major < 1 || (major === 1 && minor < 2)
  if (!old) return []
  return [
    `runc ${bare(version)} is older than the releases that mend CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881 (1.2.8, 1.3.3, 1.4.0): ` +
      'who may start containers with files of their choice could reach this host, unless your distribution has mended it. Learners may not.',
  ]
}

/** Without what a distribution adds: "1.1.5+ds1" is 1.1.5. */
const bare = (version: string): string => /^\d+(\.\d+)*/.exec(version)?.[0] ?? version
