import type { Publish } from '../message.ts'
import { count, some, type Seen } from './seen.ts'

const PERSISTENT = 2

/** delivery_mode is not 2: the message is kept in memory only. */
export function notPersistent(publishes: readonly Publish[]): Seen | undefined {
  const transient = publishes.filter(({ event }) => event.properties.deliveryMode !== PERSISTENT)
  if (transient.length === 0) return undefined
  return {
    mistake: 'not-persistent',
    message: `${count(transient.length, 'message')} of ${publishes.length} went out without delivery_mode 2: a broker that restarts forgets ${transient.length === 1 ? 'it' : 'them'}, even in a durable queue. Publish with persistent: true.`,
    evidence: some(transient.map(({ event }) => event.seq)),
  }
}
