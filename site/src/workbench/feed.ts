// One program's terminal output on this page: keeps its tail, and passes on what is new to the screen that shows it.
import { join } from './backlog.ts'

export interface Screen {
  write(text: string): void
  clear(): void
}

export interface Feed {
  /** Output from the lab; `offset`: of its first character since the session's start. */
  heard(text: string, offset: number): void
  /** A run begins: what comes is its output. */
  begin(): void
  /** The output of the last run that began, or all that is kept when none did on this page. */
  ofLastRun(): string
  /** Shows the tail on a screen, and all that comes; returns how to stop. */
  attach(screen: Screen): () => void
}

/** Characters kept for a screen that comes later. */
export const TAIL = 256 * 1024

export const createFeed = (): Feed => {
  let end = 0
  let tail = ''
  let begun = 0
  let screen: Screen | undefined
  return {
    heard: (text, offset) => {
      const joined = join({ end }, text, offset)
      if (joined.clear) {
        screen?.clear()
        begun = 0
      }
      tail = ((joined.clear ? '' : tail) + joined.write).slice(-TAIL)
      end = joined.end
      if (joined.write !== '') screen?.write(joined.write)
    },
    begin: () => (begun = end),
    ofLastRun: () => tail.slice(Math.max(0, tail.length - (end - begun))),
    attach: (given) => {
      screen = given
      if (tail !== '') given.write(tail)
      return () => {
        if (screen === given) screen = undefined
      }
    },
  }
}
