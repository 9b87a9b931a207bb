import { queuesOf } from '../declarations.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

const RESOURCE_LOCKED = 405

/** An exclusive queue with a fixed name: the second program that declares it is refused with 405. */
export function exclusiveByName(wire: Wire): Seen | undefined {
  const refusal = wire.refusals.find(({ replyCode }) => replyCode === RESOURCE_LOCKED)
  if (refusal === undefined) return undefined
  const queues = queuesOf(wire)
  const refused = queues.findLast(({ event }) => event.connection === refusal.connection && event.seq < refusal.seq)
  const owner = queues.find(({ name, event }) => name === refused?.name && event.connection !== refusal.connection && event.exclusive)
  if (refused === undefined || owner === undefined) return undefined
  return {
    mistake: 'exclusive-by-name',
    message:
      `The queue ${owner.name} is exclusive, so it belongs to the connection of ${owner.event.program} alone; RabbitMQ refused it to ${refused.event.program}: ` +
      `${refusal.replyCode} ${refusal.replyText} Ask for the name '' and RabbitMQ makes up a new one for each.`,
    evidence: some([owner.event.seq, refused.event.seq, refusal.seq]),
  }
}
