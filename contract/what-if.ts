// What a free run can ask: what if the program were written otherwise, or died? The tap says it in the program's place, so it works for a program in
// any language, and its files stay as they are. A check never does.
import { z } from 'zod'

export const WhatIf = z.strictObject({
  /** What each basic.qos says, also on a channel that consumes without one; 0: no limit. */
  prefetch: z.int().min(0).max(65_535).optional(),
  /** What each basic.consume says. */
  noAck: z.boolean().optional(),
  /** The program is killed as it is about to get its so-manieth delivery, or to publish its so-manieth message, and started again: that frame arrives nowhere. */
  crash: z.strictObject({ at: z.enum(['basic.deliver', 'basic.publish']), number: z.int().min(1).max(10_000) }).optional(),
  /** How many run at once, all with the program's own files. */
  copies: z.int().min(1).max(4).optional(),
})
export type WhatIf = z.infer<typeof WhatIf>
