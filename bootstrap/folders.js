import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The regular files in a folder and below, but for what lies under a name in `leaveOut`. None where there is no folder. */
export const filesUnder = (folder, leaveOut = []) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !leaveOut.includes(entry.name))
        .flatMap((entry) => {
          const path = join(folder, entry.name)
          return entry.isDirectory() ? filesUnder(path, leaveOut) : entry.isFile() ? [path] : []
        })
    : []
