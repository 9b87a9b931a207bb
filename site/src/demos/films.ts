// The Recordings a page may play, read at build: those of the demos, and the golden ones of the exercises (which hold no program's text).
import { Demo, type Question } from '@ackademy/contract/demo.ts'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import { filmOf, type Film } from '@ackademy/wire/film.ts'

export interface Shown {
  readonly title: string
  readonly question: Question | undefined
  readonly film: Film
  /** The broker it was recorded with. */
  readonly broker: string
}

const demos = import.meta.glob<unknown>('./recorded/*/demo.json', { eager: true, import: 'default' })
const recordings = import.meta.glob<string>(['./recorded/*/recording.jsonl', '../../../exercises/*/recordings/*.jsonl'], {
  query: '?raw',
  import: 'default',
})

/** Throws where there is no such demo, or it was not recorded yet. */
export async function demoNamed(name: string): Promise<Shown> {
  const demo = demos[`./recorded/${name}/demo.json`]
  if (demo === undefined) throw new Error(`There is no demo "${name}": site/src/demos/recorded/${name}/demo.json was not found.`)
  const { title, question } = Demo.parse(demo)
  return { title, question, ...(await recorded(`./recorded/${name}/recording.jsonl`, `npm run lab -- demo ${name}`)) }
}

/** Throws where the exercise has no such golden recording. */
export async function goldenOf(exercise: string, recording: string, title: string, question: Question | undefined): Promise<Shown> {
  const file = `../../../exercises/${exercise}/recordings/${recording}.jsonl`
  return { title, question, ...(await recorded(file, `npm run lab -- record ${exercise}`)) }
}

/** A golden Recording as it is stored, by its path from the root, without .jsonl. Throws where there is none. */
export const recordingText = (name: string): Promise<string> => textIn(`../../../${name}.jsonl`, 'npm run lab -- record')

async function textIn(file: string, make: string): Promise<string> {
  const text = await recordings[file]?.()
  if (text === undefined) throw new Error(`There is no Recording ${file.replace(/^[./]+/, '')}: ${make} makes it.`)
  return text
}

async function recorded(file: string, make: string): Promise<{ film: Film; broker: string }> {
  const recording = fromJsonl(await textIn(file, make))
  return { film: filmOf(recording), broker: recording.header.services['rabbitmq'] ?? 'a broker' }
}
