import { javascript } from '@codemirror/lang-javascript'
import type { Extension } from '@codemirror/state'
import { amqplibCompletion } from './amqplib-completion.ts'

/** Whether the file is a program's: JavaScript or TypeScript. */
export const isProgram = (path: string): boolean => /\.[cm]?[jt]s$/.test(path)

/** The editor's language by a file's name, with what it completes; plain text for what is no program. */
export const languageOf = (path: string): Extension => {
  if (!isProgram(path)) return []
  const { language, support } = javascript({ typescript: path.endsWith('ts') })
  return [language, support, language.data.of({ autocomplete: amqplibCompletion })]
}
