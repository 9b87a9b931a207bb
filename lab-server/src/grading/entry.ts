// Which of the learner's files a program starts from: JavaScript or TypeScript, ESM or CommonJS.
import path from 'node:path'
import type { Files, Program } from '@ackademy/contract/exercise.ts'

const ENDINGS = ['.js', '.ts', '.mjs', '.mts', '.cjs', '.cts']

export function entryOf(program: Program, files: Files): string | undefined {
  const base = path.basename(program.entry, '.js')
  return ENDINGS.map((ending) => base + ending).find((name) => Object.hasOwn(files, name))
}

export const commandFor = (file: string): readonly string[] => ['node', file]
