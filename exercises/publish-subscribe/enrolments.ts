// What this exercise is about: the announcements of enrolments, and what an instance of the site shows for each.
import { jsonOf } from '@ackademy/wire/message.ts'
import type { Publish } from '@ackademy/wire/message.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import type { Lab } from '../_kit/scenario.ts'
import { field } from '../_kit/submissions.ts'
import { results } from '../_kit/work.ts'

export const EXCHANGE = 'enrolments'
export const SHOWN = 'shown'
export const SITES = ['site-1', 'site-2'] as const
export type Site = (typeof SITES)[number]

const COURSES = ['Message brokers', 'Containers', 'Services', 'Kubernetes']

export async function announce(lab: Lab, howMany: number): Promise<void> {
  for (let index = 0; index < howMany; index++) {
    const seats = 20 + Math.floor(lab.random() * 20)
    const json = { id: lab.id(), course: COURSES[Math.floor(lab.random() * COURSES.length)], seats, taken: Math.floor(lab.random() * seats) }
    await lab.publish({ exchange: EXCHANGE, routingKey: '', json, properties: { messageId: json.id } })
  }
}

/** Numbers of the events by which a run of the program was ready for messages: the broker's consume-ok, or its first basic.get. */
const readyOf = (wire: Wire, site: Site): number[] =>
  [...wire.all('basic.consume-ok'), ...wire.all('basic.get')].filter(({ program }) => program === site).map(({ seq }) => seq)

/** Whether the run that was started last is ready for messages. */
export function ready(wire: Wire, site: Site): boolean {
  const start = wire.all('process.start').findLast(({ program }) => program === site)
  return start !== undefined && readyOf(wire, site).some((seq) => seq > start.seq)
}

/** The announcements a program has to hear: those of the times when it was ready and running. */
export function due(wire: Wire, site: Site): readonly Of<'lab.publish'>[] {
  const runs = wire.all('process.start').filter(({ program }) => program === site)
  const times = runs.map(({ seq, run }) => ({
    from: readyOf(wire, site).find((ready) => ready > seq) ?? Infinity,
    to: wire.all('process.exit').find((exit) => exit.program === site && exit.run === run)?.seq ?? Infinity,
  }))
  return wire.given.filter(({ seq }) => times.some(({ from, to }) => seq > from && seq < to))
}

/** What a program published for an announcement, where it is right. */
export function shownFor(wire: Wire, site: Site, given: Of<'lab.publish'>): Publish | undefined {
  const enrolment = jsonOf(given.body)
  const free = Number(field(enrolment, 'seats')) - Number(field(enrolment, 'taken'))
  return results(wire, SHOWN).find(({ event }) => {
    const shown = jsonOf(event.body)
    return event.program === site && field(shown, 'id') === given.messageId && field(shown, 'free') === free
  })
}

/** All that a program was due is shown and settled. */
export const done = (wire: Wire, site: Site): boolean =>
  due(wire, site).every(
    (given) =>
      shownFor(wire, site, given) !== undefined &&
      wire.deliveries.some(
        ({ event, noAck, settledBy }) =>
          event.program === site && event.properties.messageId === given.messageId && (noAck || settledBy !== undefined),
      ),
  )
