// The learner's text beside the server's copy, in this browser: whatever happens to the connection, the tab or the lab,
// what was typed is still here. One entry an exercise.
import { Files } from '@ackademy/contract/exercise.ts'
import { z } from 'zod'
import { isRecord, keptIn, type GetStorage } from './kept.ts'

/** `of`: what replaced the files, in words: "the reset". */
const Undo = z.object({ files: Files, of: z.string() })
export type Undo = z.infer<typeof Undo>

export interface Draft {
  readonly files: Files
  /** True when it was edited after the lab last said it had saved. */
  readonly unsaved: boolean
  readonly active?: string | undefined
  /** What was replaced last, for "Undo …". */
  readonly undo?: Undo | undefined
}

export interface Drafts {
  read(): Draft | undefined
  /** False when the browser would not keep it (no storage, or full). */
  write(draft: Draft): boolean
}

const parse = (value: unknown): Draft | undefined => {
  if (!isRecord(value)) return undefined
  const files = Files.safeParse(value['files'])
  if (!files.success) return undefined
  const undo = Undo.safeParse(value['undo'])
  const active = value['active']
  return {
    files: files.data,
    unsaved: value['unsaved'] === true,
    active: typeof active === 'string' ? active : undefined,
    undo: undo.success ? undo.data : undefined,
  }
}

export const draftsOf = (storage: GetStorage, slug: string): Drafts => {
  const kept = keptIn(storage, `draft:${slug}`)
  return { read: () => parse(kept.read()), write: (draft) => kept.write(draft) }
}
