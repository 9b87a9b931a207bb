// What a page loads only once it is needed. Chromium gives up what it waits for when a network interface comes or goes, as Docker's do with
// each container the lab makes: so what could not be loaded is asked for again, as PatientHead.astro does for what a page begins with.
import type { Later } from './timers.ts'

const PAUSES_MS = [300, 1200]

/** Rejects with the last reason. */
export async function loaded<Module>(load: () => Promise<Module>, later: Later): Promise<Module> {
  for (const ms of PAUSES_MS)
    try {
      return await load()
    } catch {
      await new Promise<void>((resolve) => later(ms, resolve))
    }
  return load()
}
