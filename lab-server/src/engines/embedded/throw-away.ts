// Removes a folder that learners' programs wrote to: no link is followed, and what a program made unreadable goes too.
import { chmod, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/** Resolves false when something of it stays: a process that left its group may still be writing there. */
export async function removeFolder(folder: string): Promise<boolean> {
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  try {
    await remove().catch(async () => {
      await open(folder)
      await remove()
    })
    return true
  } catch {
    return false
  }
}

/** `withFileTypes` says what an entry itself is, so a link to a folder is never entered or changed. */
async function open(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await open(path.join(folder, entry.name))
}
