import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** When the lab's patience ended, `busy` still had several messages that it could not get to, and `free` had none to do. */
export function idleWorker(wire: Wire, busy: string, free: string): Seen | undefined {
  const deadline = wire.all('lab.deadline')[0]
  const waiting = wire.consumers.find((consumer) => consumer.event.program === free)
  if (deadline === undefined || waiting === undefined || waiting.event.seq > deadline.seq) return undefined
  const unfinished = (program: string) =>
    wire.deliveries.filter(
      (delivery) =>
        delivery.event.program === program && delivery.event.seq < deadline.seq && (delivery.settledBy?.event.seq ?? Infinity) > deadline.seq,
    )
  const hoarded = unfinished(busy)
  if (hoarded.length < 2 || unfinished(free).length > 0) return undefined
  return {
    mistake: 'idle-worker',
    message:
      `${free} had nothing to do for the ${(deadline.waitedMs / 1000).toFixed(1)} s the lab waited, while ${count(hoarded.length - 1, 'message')} lay with ${busy} behind the one it was busy with. ` +
      'What was delivered to one worker is not given to another, however long it takes: limit what the broker may send ahead.',
    evidence: some([...hoarded.map(({ event }) => event.seq), waiting.event.seq, deadline.seq]),
  }
}
