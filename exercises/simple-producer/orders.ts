// What the lab gave, and what of it was sent: an order is told by its id.
import { jsonOf, type Publish } from '@ackademy/wire/message.ts'
import type { Wire } from '@ackademy/wire/wire.ts'

export const QUEUE = 'course.orders'

export const given = (wire: Wire): readonly unknown[] => {
  const records = wire.last('lab.give')?.records
  return Array.isArray(records) ? records : []
}

/** What went to the queue by the default exchange. */
export const sent = (wire: Wire): readonly Publish[] => wire.publishes.filter(({ event }) => event.exchange === '' && event.routingKey === QUEUE)

/** The same fields with the same values, in whatever order. */
export const isOrder = (order: unknown, publish: Publish): boolean => canonical(order) === canonical(jsonOf(publish.event.body))

const canonical = (value: unknown): string =>
  JSON.stringify(typeof value === 'object' && value !== null ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : (value ?? null))
