// How far this browser's learner is: the best verdict of each lesson's exercise, and the lesson that was open last. A lesson is named by its page's path.
// Every page loads this, so it is parsed by hand: zod would be most of what a page loads.
import { isRecord, keptIn, type GetStorage } from './kept.ts'

/** The best check of a lesson's exercise. All points: passed. */
export interface Best {
  readonly points: number
  readonly of: number
}
interface Course {
  readonly lessons: Readonly<Record<string, Best>>
  readonly last?: { readonly path: string; readonly title: string }
}

const parse = (value: unknown): Course => {
  const { lessons, last } = isRecord(value) ? value : {}
  const best = Object.entries(isRecord(lessons) ? lessons : {}).flatMap(([path, each]): [string, Best][] => {
    const { points, of } = isRecord(each) ? each : {}
    return typeof points === 'number' && typeof of === 'number' ? [[path, { points, of }]] : []
  })
  const { path, title } = isRecord(last) ? last : {}
  return { lessons: Object.fromEntries(best), ...(typeof path === 'string' && typeof title === 'string' && { last: { path, title } }) }
}

export interface Progress {
  read(): Course
  checked(path: string, check: Best): void
  opened(path: string, title: string): void
}

export const progressIn = (storage: GetStorage): Progress => {
  const kept = keptIn(storage, 'progress')
  const read = (): Course => parse(kept.read())
  return {
    read,
    checked: (path, check) => {
      const course = read()
      const before = course.lessons[path]
      if (before && before.of === check.of && before.points >= check.points) return
      kept.write({ ...course, lessons: { ...course.lessons, [path]: check } })
    },
    opened: (path, title) => void kept.write({ ...read(), last: { path, title } }),
  }
}
