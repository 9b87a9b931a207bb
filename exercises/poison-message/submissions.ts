// Good submissions and bad ones. The bad ones come among the good, so that who stumbles over them holds up what is behind.
import { jsonOf, keyOf, type Delivery } from '@ackademy/wire/message.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import type { Lab } from '../_kit/scenario.ts'
import { field } from '../_kit/submissions.ts'

export const PARKED = 'parked'
/** As task.md says. */
export const MOST_DELIVERIES = 5

const BAD = [{ points: 'see attachment' }, {}, { points: null }] as const
const GOOD_AROUND = 2

export async function handInMixed(lab: Lab): Promise<void> {
  const good = () => ({ points: Array.from({ length: 1 + Math.floor(lab.random() * 5) }, () => Math.floor(lab.random() * 10)) })
  const submissions = BAD.flatMap((bad) => [...Array.from({ length: GOOD_AROUND }, good), bad])
  for (const submission of [...submissions, good()]) {
    const json = { id: lab.id(), student: 'Ada', ...submission }
    await lab.publish({ routingKey: 'submissions', json, properties: { messageId: json.id, deliveryMode: 2 } })
  }
}

const canBeGraded = (given: { body: Of<'lab.publish'>['body'] }): boolean => Array.isArray(field(jsonOf(given.body), 'points'))

export const good = (wire: Wire): readonly Of<'lab.publish'>[] => wire.given.filter(canBeGraded)
export const bad = (wire: Wire): readonly Of<'lab.publish'>[] => wire.given.filter((given) => !canBeGraded(given))
export const isBad = ({ event }: Delivery): boolean => !canBeGraded(event)

export const ready = (wire: Wire): boolean =>
  [...wire.all('basic.consume-ok'), ...wire.all('basic.get')].some((event) => event.type === 'basic.consume-ok' || event.queue === 'submissions')

/** What arrived in parked of a submission. */
export const parked = (wire: Wire, given: Of<'lab.publish'>): readonly Of<'lab.take'>[] =>
  wire.all('lab.take').filter((taken) => taken.queue === PARKED && keyOf(taken) === given.messageId)
