// What `demo.json` holds: a recorded demo of the lessons, and the question its page asks before it is played.
import { z } from 'zod'
import { BrokerSettings, Program } from './exercise.ts'

/** The answer is counted in the film itself, so it can't be wrong after the demo is recorded anew. */
export const Question = z.strictObject({
  ask: z.string(),
  /** The moment that is meant: after the nth scene of this event's type. */
  at: z.strictObject({ type: z.string(), nth: z.int().positive() }),
  /** `ready` and `unacked` of a queue; `confirmed` and `lost` of a program. */
  count: z.enum(['ready', 'unacked', 'confirmed', 'lost']),
  of: z.string(),
  /** One of them has the right count. */
  choices: z.array(z.strictObject({ count: z.int().nonnegative(), text: z.string() })).min(2),
  /** Why it is so, in a sentence or two. */
  because: z.string(),
})
export type Question = z.infer<typeof Question>

export const Demo = z.strictObject({
  /** Names the picture. */
  title: z.string(),
  /** Files of the demo's folder `programs/`. */
  programs: z.array(Program).min(1),
  /** Its scenario restarts its broker. */
  ownBroker: BrokerSettings.optional(),
  question: Question,
})
export type Demo = z.infer<typeof Demo>
