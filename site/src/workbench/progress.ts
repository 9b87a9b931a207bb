// How far this browser's learner is: the best verdict of each lesson's exercise, and the lesson that was open last. A lesson is named by its page's path.
// Every page loads this, so it is parsed by hand: zod would be most of what a page loads.

/** The best check of a lesson's exercise. All points: passed. */
export interface Best {
  readonly points: number
  readonly of: number
}
interface Kept {
  readonly lessons: Readonly<Record<string, Best>>
  readonly last?: { readonly path: string; readonly title: string }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (value: unknown): Kept => {
  const { lessons, last } = isRecord(value) ? value : {}
  const best = Object.entries(isRecord(lessons) ? lessons : {}).flatMap(([path, each]): [string, Best][] => {
    const { points, of } = isRecord(each) ? each : {}
    return typeof points === 'number' && typeof of === 'number' ? [[path, { points, of }]] : []
  })
  const { path, title } = isRecord(last) ? last : {}
  return { lessons: Object.fromEntries(best), ...(typeof path === 'string' && typeof title === 'string' && { last: { path, title } }) }
}

export interface Progress {
  read(): Kept
  checked(path: string, check: Best): void
  opened(path: string, title: string): void
}

const KEY = 'ackademy:progress'

/** `storage` as a function, since naming localStorage throws where a browser forbids it. */
export const progressIn = (storage: () => Storage): Progress => {
  const read = (): Kept => {
    try {
      return parse(JSON.parse(storage().getItem(KEY) ?? ''))
    } catch {
      return { lessons: {} }
    }
  }
  const write = (kept: Kept) => {
    try {
      storage().setItem(KEY, JSON.stringify(kept))
    } catch {
      // A browser without storage only shows no progress.
    }
  }
  return {
    read,
    checked: (path, check) => {
      const kept = read()
      const before = kept.lessons[path]
      if (before && before.of === check.of && before.points >= check.points) return
      write({ ...kept, lessons: { ...kept.lessons, [path]: check } })
    },
    opened: (path, title) => write({ ...read(), last: { path, title } }),
  }
}
