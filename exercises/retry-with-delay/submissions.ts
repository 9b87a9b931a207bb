// Submissions that a busy service keeps waiting for so many attempts. One of them it keeps waiting for ever.
import { jsonOf, type Publish } from '@ackademy/wire/message.ts'
import { attemptsBy, copiesOf, type Identify } from '@ackademy/wire/mistakes/attempts.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import type { Lab } from '../_kit/scenario.ts'
import { field } from '../_kit/submissions.ts'

export const PARKED = 'parked'
export const GRADES = 'grades'
/** As task.md says. */
export const MOST_ATTEMPTS = 3

/** Attempts that fail, of each. */
const SOMETIMES = [0, 1, 2, 0]
const ALWAYS = 9

async function publish(lab: Lab, id: string, busy: number): Promise<void> {
  const points = Array.from({ length: 1 + Math.floor(lab.random() * 5) }, () => Math.floor(lab.random() * 10))
  await lab.publish({ routingKey: 'submissions', json: { id, points, busy }, properties: { messageId: id, deliveryMode: 2 } })
}

export async function handInPatient(lab: Lab): Promise<void> {
  for (const busy of SOMETIMES) await publish(lab, lab.id(), busy)
}

/** The one that never succeeds. */
export const handInDoomed = (lab: Lab, id: string): Promise<void> => publish(lab, id, ALWAYS)

export const idOf: Identify = ({ body }) => {
  const id = field(jsonOf(body), 'id')
  return typeof id === 'string' ? id : undefined
}

export const neededBy = (given: Of<'lab.publish'>): number => 1 + Number(field(jsonOf(given.body), 'busy'))
export const gradable = (wire: Wire) => wire.given.filter((given) => neededBy(given) <= MOST_ATTEMPTS)
export const doomed = (wire: Wire) => wire.given.filter((given) => neededBy(given) > MOST_ATTEMPTS)
export const isDoomed = (wire: Wire, id: string | undefined): boolean => doomed(wire).some(({ messageId }) => messageId === id)

export const ready = (wire: Wire): boolean =>
  [...wire.all('basic.consume'), ...wire.all('basic.get')].some(({ queue, seq }) => queue === 'submissions' && answeredAfter(wire, seq))
const answeredAfter = (wire: Wire, seq: number): boolean =>
  [...wire.all('basic.consume-ok'), ...wire.all('basic.get-empty'), ...wire.all('basic.get-ok')].some((answer) => answer.seq > seq)

/** What arrived in parked, by the id that is in it. */
export const parked = (wire: Wire, id: string): readonly Of<'lab.take'>[] =>
  wire.all('lab.take').filter((taken) => taken.queue === PARKED && idOf(taken) === id)

/** The copies a program made, of one submission or of all. */
export const copies = (wire: Wire, id?: string): readonly Publish[] =>
  copiesOf(wire, idOf, GRADES).filter(({ event }) => id === undefined || idOf(event) === id)

/** The last delivery of it is settled: nothing of it is left with the program. */
export const isSettled = (wire: Wire, id: string): boolean =>
  wire.deliveries.filter(({ event }) => idOf(event) === id).at(-1)?.settledBy !== undefined

/** Far too many attempts, or returns to the queue: no more need be seen. */
export const endless = (wire: Wire): boolean =>
  [...attemptsBy(wire, idOf).values()].some((attempts) => attempts.length > MOST_ATTEMPTS + 2) || wire.deliveries.length > 100
