// The arguments of basic.consume: what RabbitMQ refuses of them and in which words.
import type { QueueType } from './queue-arguments.ts'
import { type Arguments, INTEGERS } from './raw-table.ts'
import { Refusal } from './refusal.ts'

const KNOWN: Readonly<Record<QueueType, readonly string[]>> = {
  classic: ['x-cancel-on-ha-failover', 'x-priority', 'x-credit'],
  quorum: ['x-priority', 'x-credit'],
}
const ALL = ['x-cancel-on-ha-failover', 'x-priority', 'x-credit', 'x-stream-offset']

/** The consumer's priority. `described`: the queue in RabbitMQ's words. Throws precondition-failed and not-implemented. */
export function priorityIn(given: Arguments, type: QueueType, described: string): number {
  const priority = given.get('x-priority')
  if (priority !== undefined && !INTEGERS.includes(priority.type)) {
    throw new Refusal('precondition-failed', `invalid arg 'x-priority' for ${described}: "expected integer, got ${priority.type}"`)
  }
  const failover = given.get('x-cancel-on-ha-failover')
  if (type === 'classic' && failover !== undefined && failover.type !== 'bool') {
    throw new Refusal('precondition-failed', `invalid arg 'x-cancel-on-ha-failover' for ${described}: {unacceptable_type,${failover.type}}`)
  }
  for (const name of given.keys()) {
    if (!ALL.includes(name) || KNOWN[type].includes(name)) continue
    throw new Refusal('precondition-failed', `invalid arg '${name}' for ${described} of queue type rabbit_${type}_queue`)
  }
  if (given.has('x-credit')) throw new Refusal('not-implemented', `consumer argument 'x-credit'`)
  return Number(priority?.value ?? 0)
}
