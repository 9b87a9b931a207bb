import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** Some deliveries were settled, others never. */
export function leavesUnacked(wire: Wire): Seen | undefined {
  if (wire.deadline === undefined || wire.settlements.length === 0) return undefined
  const left = wire.deliveries.filter((delivery) => !delivery.noAck && delivery.settledBy === undefined && !settledLater(wire, delivery))
  if (left.length === 0) return undefined
  return {
    mistake: 'leaves-unacked',
    message: `${count(left.length, 'delivery', 'deliveries')} of ${wire.deliveries.length} never got an acknowledgement: RabbitMQ still counts ${left.length === 1 ? 'it' : 'them'} as unacknowledged, or gave ${left.length === 1 ? 'it' : 'them'} out again.`,
    evidence: some([...left.map((delivery) => delivery.event.seq), wire.deadline.seq]),
  }
}

/** It went back to the queue, came again, and was settled then. */
const settledLater = (wire: Wire, delivery: Wire['deliveries'][number]): boolean =>
  delivery.returnedBy !== undefined &&
  wire.deliveries.some(
    (later) => later.event.seq > delivery.event.seq && later.event.body.sha256 === delivery.event.body.sha256 && later.settledBy !== undefined,
  )
