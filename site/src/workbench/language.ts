import { javascript } from '@codemirror/lang-javascript'
import type { Extension } from '@codemirror/state'

/** The editor's language by a file's name; plain text for what is no JavaScript or TypeScript. */
export const languageOf = (path: string): Extension => (/\.[cm]?[jt]s$/.test(path) ? javascript({ typescript: /ts$/.test(path) }) : [])
