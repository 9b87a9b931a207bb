// What the lab says of one run of an exercise. A learner's fault is a value: a Finding, in words, with the events that show it.
import { z } from 'zod'

/** `open`: not yet seen, while running. `unchecked`: could not be seen, the message says why. */
export const FindingStatus = z.enum(['pass', 'fail', 'open', 'unchecked'])
export type FindingStatus = z.infer<typeof FindingStatus>

export const Finding = z.strictObject({
  /** The id of a task in exercise.json. */
  task: z.string(),
  status: FindingStatus,
  /** One or two sentences: what was seen, what was expected. */
  message: z.string(),
  /** Numbers (`seq`) of the events that show it. */
  evidence: z.array(z.int().positive()),
  /** The mistake's name where a rule of wire/mistakes recognised one, e.g. `never-acks`. */
  mistake: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>

/** `incomplete`: nothing failed, but not everything could be seen. */
export const VerdictStatus = z.enum(['passed', 'failed', 'incomplete'])
export type VerdictStatus = z.infer<typeof VerdictStatus>

export const Verdict = z.strictObject({
  exercise: z.string(),
  engine: z.string(),
  status: VerdictStatus,
  /** Points of the passed tasks over all points, 0 to 1. */
  score: z.number().min(0).max(1),
  findings: z.array(Finding),
  /** From the first to the last event of the Recording, in milliseconds. */
  elapsedMs: z.number().nonnegative(),
})
export type Verdict = z.infer<typeof Verdict>
