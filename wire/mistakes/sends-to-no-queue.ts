import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/**
 * Messages went to the default exchange with the name of a queue that nobody had declared by then (`known`: queues that stood before).
 * The broker drops them; on a confirm channel it even confirms them.
 */
export function sendsToNoQueue(wire: Wire, publishes: readonly Publish[], known: readonly string[] = []): Seen | undefined {
  const declared = [...wire.all('queue.declare'), ...wire.all('queue.declare-ok')] // a name the broker made stands in its answer only
  const declaredAt = (queue: string) => declared.find((event) => event.queue === queue)?.seq
  const lost = publishes.filter(
    ({ event }) => event.exchange === '' && !known.includes(event.routingKey) && (declaredAt(event.routingKey) ?? Infinity) > event.seq,
  )
  const first = lost[0]
  if (first === undefined) return undefined
  const queue = first.event.routingKey
  const later = declaredAt(queue)
  const others = [...new Set(wire.all('queue.declare').map((declare) => declare.queue))].filter((name) => name !== '')
  return {
    mistake: 'sends-to-no-queue',
    message:
      `${count(lost.length, 'message')} went to the queue “${queue}”, ` +
      (later === undefined
        ? `which nobody declared${others.length > 0 ? ` (declared: ${others.join(', ')})` : ''}.`
        : 'which was declared only afterwards.') +
      ` There is no error: the broker drops what fits no queue. Declare the queue first, and send to the same name.`,
    evidence: some([...lost.map(({ event }) => event.seq), later]),
  }
}
