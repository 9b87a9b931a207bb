// What the lab gave, what of it was published, and what was said of those that came back.
import { jsonOf, type Publish } from '@ackademy/wire/message.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { field } from '../_kit/submissions.ts'

export const EXCHANGE = 'announcements'
export const NOTES = 'unroutable'
/** The queue of a course that has one. */
export const queueOf = (course: string): string => `announcements.${course}`

export const given = (wire: Wire): readonly unknown[] => {
  const records = wire.last('lab.give')?.records
  return Array.isArray(records) ? records : []
}

export const published = (wire: Wire): readonly Publish[] => wire.publishes.filter(({ event }) => event.exchange === EXCHANGE)

export const notes = (wire: Wire): readonly Publish[] => wire.publishes.filter(({ event }) => event.exchange === '' && event.routingKey === NOTES)

export const idOf = (value: unknown): unknown => field(value, 'id')
export const idIn = (publish: Publish): unknown => idOf(jsonOf(publish.event.body))

/** The note about a returned announcement, where one reached the broker. */
export const noteOf = (wire: Wire, returned: Publish): Publish | undefined =>
  notes(wire).find((note) => note.lost === undefined && idIn(note) !== undefined && idIn(note) === idIn(returned))

/** Whether it is the announcement, under its course. */
export const isAnnouncement = (announcement: unknown, publish: Publish): boolean => {
  const sent = jsonOf(publish.event.body)
  return (
    ['id', 'course', 'text'].every((name) => field(announcement, name) !== undefined && field(announcement, name) === field(sent, name)) &&
    field(announcement, 'course') === publish.event.routingKey
  )
}
