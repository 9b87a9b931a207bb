// What a consumer was limited to: the basic.qos frames of its channel, before its basic.consume and after.
// A limit for single consumers (global=false) holds for those that start after it on the same channel.
import type { Consumer } from '../message.ts'
import type { Of, Wire } from '../wire.ts'

export interface Limits {
  readonly before: readonly Of<'basic.qos'>[]
  readonly after: readonly Of<'basic.qos'>[]
}

export function limitsOf(wire: Wire, { event }: Consumer): Limits {
  const own = wire.all('basic.qos').filter((qos) => qos.connection === event.connection && qos.channel === event.channel)
  return { before: own.filter((qos) => qos.seq < event.seq), after: own.filter((qos) => qos.seq > event.seq) }
}

/** The numbers of the deliveries a consumer held when it held the most. */
export function heldAtMost(wire: Wire, consumer: Consumer): number[] {
  const peak = wire
    .inFlight((delivery) => delivery.consumer === consumer)
    .reduce((most, point) => (point.count > most.count ? point : most), {
      seq: 0,
      count: 0,
    })
  return wire.deliveries
    .filter((delivery) => delivery.consumer === consumer && delivery.event.seq <= peak.seq)
    .filter((delivery) => (delivery.settledBy?.event.seq ?? delivery.returnedBy ?? Infinity) > peak.seq)
    .map((delivery) => delivery.event.seq)
}
