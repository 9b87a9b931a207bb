// What the workbench and the lab server say to each other: JSON text messages on one WebSocket a session,
// `/session?exercise=<slug>`. Terminal output is sent as text, numbered by its offset, so that a page that comes back asks from where it was.
import { z } from 'zod'
import { Exercise, FilePath, Files, Slug } from './exercise.ts'
import { Event, RecordingHeader } from './recording.ts'
import { Finding, Verdict } from './verdict.ts'
import { WhatIf } from './what-if.ts'

/** The program by which messages name the shell in the learner's container: no exercise has a program of that name. */
export const SHELL = 'shell'

export const ClientMessage = z.discriminatedUnion('type', [
  /** Saves the workspace: these are all its files. Answered by `saved` with the same number. */
  z.strictObject({ type: z.literal('save'), number: z.int(), files: Files }),
  /** A program of the exercise, or SHELL; so with the next three. */
  z.strictObject({ type: z.literal('run'), program: Slug, whatIf: WhatIf.optional() }),
  z.strictObject({ type: z.literal('stop'), program: Slug }),
  /** Keys typed into a program's terminal. */
  z.strictObject({ type: z.literal('input'), program: Slug, text: z.string().max(64 * 1024) }),
  z.strictObject({ type: z.literal('resize'), program: Slug, columns: z.int().min(2).max(500), rows: z.int().min(2).max(300) }),
  /** Run again whatever runs whenever files are saved. */
  z.strictObject({ type: z.literal('watch'), on: z.boolean() }),
  z.strictObject({ type: z.literal('check') }),
  /** Ends a running check; no verdict. */
  z.strictObject({ type: z.literal('cancel-check') }),
  /** Puts the starter's files back; the page keeps the old ones to undo it. Answered by `files`. */
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({ type: z.literal('solution') }),
  /** Takes what `images` offers. */
  z.strictObject({ type: z.literal('get-images') }),
  z.strictObject({ type: z.literal('ping') }),
])
export type ClientMessage = z.infer<typeof ClientMessage>

export const ProgramState = z.strictObject({
  program: Slug,
  state: z.enum(['idle', 'running', 'exited']),
  /** In words, once exited: "exited with code 1". */
  text: z.string(),
  /** What the terminal still holds, and the offset (in characters since the session's start) of its first character. */
  backlog: z.string(),
  offset: z.int().nonnegative(),
})
export type ProgramState = z.infer<typeof ProgramState>

export const ServerMessage = z.discriminatedUnion('type', [
  /** The first message on every connection: all the page needs to stand as it stood before. */
  z.strictObject({
    type: z.literal('session'),
    exercise: Exercise,
    engine: z.string(),
    services: z.record(z.string(), z.string()),
    files: z.record(FilePath, z.string()),
    /** True when nothing was ever saved: these are the starter's files. */
    pristine: z.boolean(),
    /** What `reset` puts back, to be compared with. */
    starter: z.record(FilePath, z.string()),
    programs: z.array(ProgramState),
    /** The learner's shell, or in words why there is none. */
    shell: z.union([ProgramState, z.strictObject({ none: z.string() })]),
    watch: z.boolean(),
    /** The running or last Recording of a run or a check, undefined before the first. */
    recording: z.strictObject({ header: RecordingHeader, events: z.array(Event), of: z.enum(['run', 'check']) }).optional(),
    findings: z.array(Finding),
    /** The last check's, if there was one since the files were last changed by a reset. */
    verdict: Verdict.optional(),
    checking: z.boolean(),
  }),
  z.strictObject({ type: z.literal('saved'), number: z.int() }),
  /** All files as they are now: after a reset, or as another page of this session has saved them. */
  z.strictObject({ type: z.literal('files'), files: z.record(FilePath, z.string()), by: z.enum(['reset', 'another-page']) }),
  z.strictObject({ type: z.literal('solution'), files: z.record(FilePath, z.string()) }),
  z.strictObject({ type: z.literal('output'), program: Slug, text: z.string(), offset: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('program'), program: Slug, state: z.enum(['idle', 'running', 'exited']), text: z.string() }),
  z.strictObject({ type: z.literal('watch'), on: z.boolean() }),
  /** A new Recording begins: the page clears its events. `findings`: how the tasks stand before the first. */
  z.strictObject({ type: z.literal('recording'), header: RecordingHeader, of: z.enum(['run', 'check']), findings: z.array(Finding) }),
  z.strictObject({ type: z.literal('events'), events: z.array(Event) }),
  z.strictObject({ type: z.literal('findings'), findings: z.array(Finding) }),
  /** What the lab is doing, in words; `fraction` 0 to 1 where it is known. */
  z.strictObject({ type: z.literal('progress'), text: z.string(), fraction: z.number().optional() }),
  z.strictObject({ type: z.literal('verdict'), verdict: Verdict }),
  /** The check ended without a verdict (cancelled, or the lab's own error, told by `error`). */
  z.strictObject({ type: z.literal('check-ended') }),
  /**
   * Docker could be used if the lab's images were there: said after `session`, and at every step of getting them. `text` says what they cost,
   * what is being done, that the lab is to be started again, or why it failed.
   */
  z.strictObject({
    type: z.literal('images'),
    state: z.enum(['offered', 'getting', 'there', 'failed']),
    text: z.string(),
    fraction: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('error'), code: z.string(), message: z.string(), advice: z.string() }),
  z.strictObject({ type: z.literal('pong') }),
])
export type ServerMessage = z.infer<typeof ServerMessage>
