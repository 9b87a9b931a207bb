import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** The requests name more than one reply queue: a queue is declared, consumed from and thrown away for each call. */
export function replyQueuePerCall(wire: Wire, requests: readonly Publish[]): Seen | undefined {
  const queues = new Set(requests.flatMap(({ event }) => event.properties.replyTo ?? []))
  if (queues.size < 2) return undefined
  const declares = wire.all('queue.declare-ok').filter((ok) => queues.has(ok.queue))
  return {
    mistake: 'reply-queue-per-call',
    message: `${requests.length} requests name ${queues.size} reply queues. To make a queue and a consumer for each call costs the broker far more than the call itself, and they stay until the connection ends. Declare one reply queue, once; the correlation id says which request a reply is for.`,
    evidence: some([...declares.map(({ seq }) => seq), ...requests.map(({ event }) => event.seq)]),
  }
}
