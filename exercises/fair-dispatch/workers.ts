// Two runs of one program: the one the lab keeps busy, and the free one.
import type { Delivery } from '@ackademy/wire/message.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { taken } from '../_kit/submissions.ts'

export const BUSY = 'worker-1'
export const FREE = 'worker-2'
export const WORKERS = [BUSY, FREE] as const

/** The submissions a worker was given and has settled. */
export const doneBy = (wire: Wire, worker: string): Delivery[] =>
  taken(wire).filter((delivery) => delivery.event.program === worker && delivery.settledBy !== undefined)
