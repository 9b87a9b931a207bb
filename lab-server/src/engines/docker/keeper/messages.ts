// What the lab and the keeper in a learner's container say to each other: one JSON message a line, on the container's stdin and stdout.
// The keeper's process can't be opened by the learner's programs (images/node), so what it says is evidence.
import { z } from 'zod'
import { Slug } from '@ackademy/contract/exercise.ts'

const id = z.int()
const program = z.int()
const size = { columns: z.int(), rows: z.int() }

export const Order = z.discriminatedUnion('type', [
  /** The first order: from now on it is one learner's workspace. */
  z.strictObject({ type: z.literal('open'), id, exercise: Slug }),
  /** Names and sizes are looked at by who writes them. */
  z.strictObject({ type: z.literal('write'), id, files: z.record(z.string(), z.string()) }),
  z.strictObject({
    type: z.literal('spawn'),
    id,
    program,
    command: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    terminal: z.strictObject(size),
  }),
  z.strictObject({ type: z.literal('input'), program, text: z.string() }),
  z.strictObject({ type: z.literal('resize'), program, ...size }),
  z.strictObject({ type: z.literal('kill'), id, program, signal: z.enum(['SIGTERM', 'SIGKILL']) }),
])
export type Order = z.infer<typeof Order>

export const Report = z.discriminatedUnion('type', [
  /** It takes orders. */
  z.strictObject({ type: z.literal('ready') }),
  /** A booted Node waits for the first program, or could not be made. */
  z.strictObject({ type: z.literal('warm') }),
  z.strictObject({ type: z.literal('done'), id }),
  z.strictObject({ type: z.literal('failed'), id, message: z.string(), advice: z.string() }),
  z.strictObject({ type: z.literal('output'), program, text: z.string() }),
  z.strictObject({ type: z.literal('limit'), program, limit: z.enum(['output', 'memory', 'processes']), allowed: z.number() }),
  z.strictObject({ type: z.literal('exited'), program, code: z.int().nullable(), signal: z.string().nullable() }),
])
export type Report = z.infer<typeof Report>
