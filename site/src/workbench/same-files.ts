import type { Files } from '@ackademy/contract/exercise.ts'

/** Whether both have the same names, with the same text in each. */
export const sameFiles = (a: Files, b: Files): boolean => {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path])
}
