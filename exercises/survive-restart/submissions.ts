// What the check asks of a Recording: what was handed in, which totals the broker still had after all, and how it went on after the restart.
import { jsonOf } from '@ackademy/wire/message.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import { isGrade, taken } from '../_kit/submissions.ts'

export const SUBMISSIONS = 'submissions'
export const GRADES = 'grades'

export const ready = (wire: Wire): boolean =>
  [...wire.all('basic.consume'), ...wire.all('basic.get')].some(({ queue, seq }) => queue === SUBMISSIONS && answeredAfter(wire, seq))
const answeredAfter = (wire: Wire, seq: number): boolean =>
  [...wire.all('basic.consume-ok'), ...wire.all('basic.get-empty'), ...wire.all('basic.get-ok')].some((answer) => answer.seq > seq)

export const wasRestarted = (wire: Wire): boolean => wire.all('lab.broker-start').length > 0

/** The last delivery of it is settled: nothing of it is left with the program. */
export const isSettled = (wire: Wire, { messageId }: Of<'lab.publish'>): boolean =>
  taken(wire)
    .filter(({ event }) => event.properties.messageId === messageId)
    .at(-1)?.settledBy !== undefined

/** Its totals that lay in grades at the end. */
export const kept = (wire: Wire, { body }: Of<'lab.publish'>): readonly Of<'lab.take'>[] =>
  wire.all('lab.take').filter((total) => total.queue === GRADES && isGrade(jsonOf(body), jsonOf(total.body)))

/** Submissions that nobody has taken yet, as the broker said at the end. */
export const waiting = (wire: Wire): number => wire.all('broker.queue').findLast(({ queue }) => queue === SUBMISSIONS)?.messagesReady ?? 0
