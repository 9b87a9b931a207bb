// The learner's files as they once were, in this browser: at each check with its verdict, and before anything replaced them.
// A check's verdict comes later than its files, perhaps after a reload, so what is being checked is kept too, and found again by
// its Recording's seed.
import { Files } from '@ackademy/contract/exercise.ts'
import type { ServerMessage } from '@ackademy/contract/protocol.ts'
import { VerdictStatus, type Verdict } from '@ackademy/contract/verdict.ts'
import { z } from 'zod'
import { keptIn, type GetStorage } from './kept.ts'
import { pointsOf } from './points.ts'
import { sameFiles } from './same-files.ts'
import { createStore, type Store } from './store.ts'

const Version = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  files: Files,
  /** A check of them, or what replaced them. */
  why: z.discriminatedUnion('is', [
    z.object({ is: z.literal('check'), status: VerdictStatus, passed: z.int(), tasks: z.int(), points: z.int(), of: z.int() }),
    z.object({ is: z.literal('before'), what: z.string() }),
  ]),
})
export type Version = z.infer<typeof Version>

const Kept = z.object({
  /** The newest first. */
  versions: z.array(Version),
  /** Files a check was asked of; `seed`: its Recording's, once it began; `notSeed`: of the check before. */
  asked: z.object({ at: z.number(), files: Files, seed: z.string().optional(), notSeed: z.string().optional() }).optional(),
})
type Kept = z.infer<typeof Kept>

export interface Versions {
  /** The newest first. */
  readonly all: Store<readonly Version[]>
  /** Keeps files that are about to be replaced. */
  keep(files: Files, what: string): void
  /** A check of these was asked for. */
  asked(files: Files): void
  heard(message: ServerMessage): void
}

export const MOST_VERSIONS = 40
/** Characters of an exercise's versions together; a browser keeps about five million for all. */
export const MOST_CHARACTERS = 400_000

const passes = ({ why }: Version): boolean => why.is === 'check' && why.status === 'passed'
const sizeOf = ({ files }: Version): number => Object.entries(files).reduce((sum, [path, text]) => sum + path.length + text.length, 100)

/** The newest that fit, and whatever their age the last that passed. */
const fitting = (versions: readonly Version[]): Version[] => {
  const lastPassed = versions.find(passes)
  let characters = lastPassed ? sizeOf(lastPassed) : 0
  let count = lastPassed ? 1 : 0
  return versions.filter((version) => {
    if (version === lastPassed) return true
    characters += sizeOf(version)
    count++
    return count <= MOST_VERSIONS && characters <= MOST_CHARACTERS
  })
}

export const openVersions = (storage: GetStorage, slug: string, now: () => number): Versions => {
  const browser = keptIn(storage, `versions:${slug}`)
  const read = (): Kept => Kept.safeParse(browser.read()).data ?? { versions: [] }
  let kept = read()
  const all = createStore<readonly Version[]>(kept.versions)
  let tasks: readonly { readonly id: string; readonly points: number }[] = []
  let lastSeed: string | undefined

  const write = (next: Kept) => {
    kept = { ...next, versions: fitting(next.versions) }
    all.set(kept.versions)
    // a browser that keeps nothing still shows what came since the page was opened
    browser.write(kept)
  }
  /** Another page of this exercise may have written since. */
  const fresh = (): Kept => {
    const stored = read()
    return stored.versions.length > 0 || stored.asked ? stored : kept
  }
  const add = ({ versions, asked }: Kept, version: Version) => write({ versions: [version, ...versions], asked })

  const judged = ({ findings, status }: Verdict) => {
    const { asked, versions } = fresh()
    if (!asked) return
    const passed = findings.filter((finding) => finding.status === 'pass').length
    const why = { is: 'check', status, passed, tasks: findings.length, ...pointsOf({ tasks }, { findings }) } as const
    add({ versions }, { at: asked.at, files: asked.files, why })
  }
  const forget = () => {
    const { versions, asked } = fresh()
    if (asked) write({ versions })
  }
  const begun = (seed: string) => {
    const { versions, asked } = fresh()
    if (asked) write({ versions, asked: { ...asked, seed } })
    lastSeed = seed
  }

  const reopened = ({ exercise, recording, verdict, checking }: Extract<ServerMessage, { type: 'session' }>) => {
    tasks = exercise.tasks
    const seed = recording?.of === 'check' ? recording.header.seed : undefined
    const { asked } = fresh()
    const isAsked = asked !== undefined && seed !== undefined && (asked.seed === undefined ? seed !== asked.notSeed : seed === asked.seed)
    if (isAsked && checking) begun(seed)
    else if (isAsked && verdict) judged(verdict)
    else if (!checking) forget()
    lastSeed = seed ?? lastSeed
  }

  return {
    all,
    keep: (files, what) => {
      const found = fresh()
      const newest = found.versions[0]
      if (Object.keys(files).length === 0 || (newest && sameFiles(newest.files, files))) return
      add(found, { at: now(), files, why: { is: 'before', what } })
    },
    asked: (files) => write({ ...fresh(), asked: { at: now(), files, notSeed: lastSeed } }),
    heard: (message) => {
      if (message.type === 'session') reopened(message)
      else if (message.type === 'recording' && message.of === 'check') begun(message.header.seed)
      else if (message.type === 'verdict') judged(message.verdict)
      else if (message.type === 'check-ended') forget()
    },
  }
}
