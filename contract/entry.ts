// Which of the learner's files a program starts from: JavaScript or TypeScript, ESM or CommonJS.
import type { Files, Program } from './exercise.ts'

const ENDINGS = ['.js', '.ts', '.mjs', '.mts', '.cjs', '.cts']

/** Undefined where there is none. */
export function entryOf({ entry }: Pick<Program, 'entry'>, files: Files): string | undefined {
  const base = entry.replace(/\.js$/, '')
  return ENDINGS.map((ending) => base + ending).find((name) => Object.hasOwn(files, name))
}
