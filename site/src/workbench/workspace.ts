// The learner's files on this page: what the editor shows, what the lab has saved, and the copy in this browser.
// The rule of the three: edits made since the lab's last `saved` win over the lab's copy; otherwise the lab's copy wins,
// unless it never saved anything (it was started afresh) and this browser remembers more.
import { FilePath, type Files } from '@ackademy/contract/exercise.ts'
import type { ClientMessage, ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Drafts, Undo } from './drafts.ts'
import { sameFiles } from './same-files.ts'
import type { SourcePlace } from './source-places.ts'
import { createStore, type Store } from './store.ts'
import type { Later } from './timers.ts'

export interface Opened {
  readonly files: Files
  readonly active: string
  /** Edited since the lab last said it had saved. */
  readonly unsaved: boolean
  /** Counts the times the files changed otherwise than by typing: the editor then shows them anew. */
  readonly generation: number
  /** The place last asked for; each asking is a new one. */
  readonly asked?: SourcePlace | undefined
  /** What was replaced last, until that is undone. */
  readonly undo?: Undo | undefined
  /** False when this browser keeps no copy (no storage, or full). */
  readonly kept: boolean
}

export interface Workspace extends Disposable {
  readonly opened: Store<Opened>
  edit(path: string, text: string): void
  activate(path: string): void
  /** Shows this place of a file to who asked for it. */
  goTo(place: SourcePlace): void
  /** These three return the reason when it cannot be done. */
  add(path: string): string | undefined
  rename(from: string, to: string): string | undefined
  remove(path: string): string | undefined
  /** Saves now, and calls `then` once the lab has it; at once when it has it already. */
  save(then?: () => void): void
  reset(): void
  /** Puts these in the place of all files; `what` says what is done, for who wants it undone. */
  replace(files: Files, what: string): void
  undo(): void
  /** Writes the copy in this browser now, before the page goes away. */
  keep(): void
  heard(message: ServerMessage): void
  disconnected(): void
}

export interface WorkspaceOptions {
  drafts: Drafts
  /** Keeps files that are replaced, and by what. */
  keepVersion: (files: Files, what: string) => void
  send: (message: ClientMessage) => boolean
  later: Later
}

export const AUTOSAVE_MS = 400
export const KEEP_MS = 200

const stem = (path: string): string => path.replace(/\.[^./]+$/, '')

export const openWorkspace = ({ drafts, keepVersion, send, later }: WorkspaceOptions): Workspace => {
  const draft = drafts.read()
  const opened = createStore<Opened>({
    files: draft?.files ?? {},
    active: draft?.active ?? Object.keys(draft?.files ?? {})[0] ?? '',
    unsaved: draft?.unsaved ?? false,
    generation: 0,
    undo: draft?.undo,
    kept: true,
  })
  let known = draft !== undefined
  /** The files programs start from, without their endings: what a learner wants to see first. */
  let entries: readonly string[] = []
  let number = 0
  let inFlight: { number: number; files: Files } | undefined
  let waiting: (() => void)[] = []
  let cancelSave = () => {}
  let cancelKeep: (() => void) | undefined

  const keep = () => {
    cancelKeep?.()
    cancelKeep = undefined
    const { files, unsaved, active, undo } = opened.get()
    if (Object.keys(files).length === 0) return
    const kept = drafts.write({ files, unsaved, active, undo })
    change({ kept })
  }
  const change = (part: Partial<Opened>) => {
    const now = opened.get()
    if (part.kept === now.kept && Object.keys(part).length === 1) return
    opened.set({ ...now, ...part })
  }
  const changeFiles = (files: Files, part: Partial<Opened> = {}) => {
    change({ files, unsaved: true, ...part })
    cancelKeep ??= later(KEEP_MS, keep)
    cancelSave()
    cancelSave = later(AUTOSAVE_MS, () => save())
  }
  const redraw = () => ({ generation: opened.get().generation + 1 })

  const save = (then?: () => void) => {
    cancelSave()
    const { files, unsaved } = opened.get()
    if (!unsaved) {
      then?.()
      return
    }
    if (then) waiting.push(then)
    keep()
    number++
    inFlight = send({ type: 'save', number, files }) ? { number, files } : undefined
    if (!inFlight) waiting = []
  }

  const show = (files: Files, part: Partial<Opened> = {}) => {
    const { active } = opened.get()
    const paths = Object.keys(files)
    const first = paths.find((path) => entries.includes(stem(path))) ?? paths[0] ?? ''
    change({ files, active: active in files ? active : first, ...redraw(), ...part })
  }

  const takeSession = ({ files, pristine }: { files: Files; pristine: boolean }) => {
    const mine = opened.get()
    const mineWin = known && (mine.unsaved || pristine) && !sameFiles(mine.files, files)
    known = true
    inFlight = undefined
    if (mineWin) {
      if (!pristine) keepVersion(files, 'the text of this browser replaced the lab’s')
      change({ unsaved: true })
      save()
    } else if (sameFiles(mine.files, files)) {
      change({ unsaved: false })
    } else {
      if (Object.keys(mine.files).length > 0) keepVersion(mine.files, 'the lab’s text replaced this browser’s')
      show(files, { unsaved: false })
      keep()
    }
  }

  /** Another page of this exercise saved these. What is being typed here wins: it is saved after them. */
  const takeOther = (files: Files) => {
    const mine = opened.get()
    if (sameFiles(mine.files, files)) return
    if (mine.unsaved) keepVersion(files, 'the text of this tab replaced another’s')
    else show(files)
  }

  const replace = (files: Files, what: string) => {
    const { files: old, active } = opened.get()
    if (sameFiles(files, old)) return
    keepVersion(old, what)
    changeFiles(files, { undo: { files: old, of: what }, active: active in files ? active : (Object.keys(files)[0] ?? ''), ...redraw() })
    save()
  }

  return {
    opened,
    keep,
    save,
    edit: (path, text) => {
      const { files } = opened.get()
      if (path in files && files[path] !== text) changeFiles({ ...files, [path]: text })
    },
    activate: (active) => {
      change({ active })
      cancelKeep ??= later(KEEP_MS, keep)
    },
    goTo: (place) => {
      if (place.path in opened.get().files) change({ active: place.path, asked: { ...place } })
    },
    add: (path) => {
      const { files } = opened.get()
      const reason = refused(path, files)
      if (reason === undefined) changeFiles({ ...files, [path]: '' }, { active: path, ...redraw() })
      return reason
    },
    rename: (from, to) => {
      const { files } = opened.get()
      if (from === to) return undefined
      const reason = refused(to, files)
      if (reason !== undefined) return reason
      const renamed = Object.fromEntries(Object.entries(files).map(([path, text]) => [path === from ? to : path, text]))
      changeFiles(renamed, { active: to, ...redraw() })
      return undefined
    },
    remove: (path) => {
      const { files } = opened.get()
      const rest = Object.fromEntries(Object.entries(files).filter(([each]) => each !== path))
      if (Object.keys(rest).length === 0) return 'The last file stays: a program needs one.'
      replace(rest, `deleting ${path}`)
      return undefined
    },
    replace,
    reset: () => {
      cancelSave()
      send({ type: 'reset' })
    },
    undo: () => {
      const { undo } = opened.get()
      if (!undo) return
      replace(undo.files, `undoing ${undo.of}`)
      change({ undo: undefined })
      keep()
    },
    heard: (message) => {
      if (message.type === 'session') {
        entries = message.exercise.programs.map(({ entry }) => stem(entry))
        takeSession(message)
      } else if (message.type === 'files' && message.by === 'another-page') {
        takeOther(message.files)
      } else if (message.type === 'files') {
        const { files } = opened.get()
        const replaced = !sameFiles(files, message.files)
        if (replaced) keepVersion(files, 'the reset')
        show(message.files, { unsaved: false, ...(replaced && { undo: { files, of: 'the reset' } }) })
        keep()
      } else if (message.type === 'saved' && message.number === inFlight?.number) {
        change({ unsaved: inFlight.files !== opened.get().files })
        inFlight = undefined
        keep()
        const then = waiting
        waiting = []
        for (const act of then) act()
      } else if (message.type === 'error') waiting = []
    },
    disconnected: () => {
      inFlight = undefined
      waiting = []
    },
    [Symbol.dispose]: () => {
      keep()
      cancelSave()
    },
  }
}

const refused = (path: string, files: Files): string | undefined => {
  if (path in files) return `There is a file ${path} already.`
  const parsed = FilePath.safeParse(path)
  return parsed.success ? undefined : 'A file’s name is made of letters, digits, spaces, dots, hyphens and underscores; folders are written with /.'
}
