import { javascript } from '@codemirror/lang-javascript'
import type { Extension } from '@codemirror/state'

/** Whether the file is a program's: JavaScript or TypeScript. */
export const isProgram = (path: string): boolean => /\.[cm]?[jt]s$/.test(path)

/** The editor's language by a file's name; plain text for what is no program. */
export const languageOf = (path: string): Extension => (isProgram(path) ? javascript({ typescript: path.endsWith('ts') }) : [])
