// What the keeper in a learner's container says to the lab: one JSON message a line, on the container's stdout. Its orders are order.ts.
// The keeper's process can't be opened by the learner's programs (images/node), so what it says is evidence.
import { z } from 'zod'

const id = z.int()
const program = z.int()

export const Report = z.discriminatedUnion('type', [
  /** It takes orders. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('done'), id }),
  z.strictObject({ type: z.literal('failed'), id, message: z.string(), advice: z.string() }),
  z.strictObject({ type: z.literal('output'), program, text: z.string() }),
  z.strictObject({ type: z.literal('limit'), program, limit: z.enum(['output', 'memory', 'processes']), allowed: z.number() }),
  z.strictObject({ type: z.literal('exited'), program, code: z.int().nullable(), signal: z.string().nullable() }),
])
export type Report = z.infer<typeof Report>
