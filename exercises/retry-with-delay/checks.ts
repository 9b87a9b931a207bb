import type { Delivery } from '@ackademy/wire/message.ts'
import { acksBeforeConfirm } from '@ackademy/wire/mistakes/acks-before-confirm.ts'
import { acksBeforeCopy } from '@ackademy/wire/mistakes/acks-before-copy.ts'
import { acksBeforeWork } from '@ackademy/wire/mistakes/acks-before-work.ts'
import { acksWhatFailed } from '@ackademy/wire/mistakes/acks-what-failed.ts'
import { attemptsBy } from '@ackademy/wire/mistakes/attempts.ts'
import { diesHolding } from '@ackademy/wire/mistakes/dies-holding.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { retriesAtOnce } from '@ackademy/wire/mistakes/retries-at-once.ts'
import { retriesByRequeue } from '@ackademy/wire/mistakes/retries-by-requeue.ts'
import { retriesWhileHolding } from '@ackademy/wire/mistakes/retries-while-holding.ts'
import { count, some } from '@ackademy/wire/mistakes/seen.ts'
import { throwsAway } from '@ackademy/wire/mistakes/throws-away.ts'
import { triesForEver } from '@ackademy/wire/mistakes/tries-for-ever.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { grading } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'
import { copies, doomed, GRADES, gradable, idOf, isDoomed, MOST_ATTEMPTS, neededBy, PARKED, parked } from './submissions.ts'

const workOf = (wire: Wire) => answered(wire, grading)
const notHandedIn = 'The submission that never succeeds was not handed in: the others did not come to an end.'
const needed = (wire: Wire) => (id: string) => {
  const given = wire.given.find(({ messageId }) => messageId === id)
  return given ? neededBy(given) : 1
}
const deliveriesOf = (wire: Wire, id: string) => wire.deliveries.filter(({ event }) => idOf(event) === id)

export default {
  grades(wire) {
    const work = workOf(wire)
    const mistake = firstOf(
      () => noAck(wire),
      () => diesHolding(wire),
      () => acksBeforeWork(wire, work, wire.deliveries.filter(isLastTry(wire))),
    )
    if (mistake) return fail(mistake)
    const done = gradable(wire).flatMap(({ messageId }) => {
      const deliveries = deliveriesOf(wire, messageId)
      return deliveries.at(-1)?.settledBy ? (deliveries.flatMap((delivery) => work(delivery) ?? [])[0] ?? []) : []
    })
    if (done.length > 0 && done.length === gradable(wire).length)
      return pass(`The ${done.length} submissions that can be graded have their totals.`, some(done.map(({ event }) => event.seq)))
    return missing(wire, 'consumer', `Graded so far: ${done.length} of ${gradable(wire).length}.`, {
      mistake: 'no-work',
      message: `${done.length} of the ${gradable(wire).length} submissions that can be graded within ${MOST_ATTEMPTS} attempts got a right total, and were settled.`,
      evidence: some([...done.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  delays(wire) {
    const mistake = firstOf(
      () => retriesByRequeue(wire),
      () => retriesWhileHolding(wire, idOf, needed(wire), workOf(wire)),
      () => retriesAtOnce(wire, idOf),
    )
    if (mistake) return fail(mistake)
    const lists = [...attemptsBy(wire, idOf).values()]
    const further = lists.flatMap((attempts) => attempts.slice(1))
    const due = wire.given.filter((given) => neededBy(given) > 1)
    const tried = due.filter(({ messageId }) => lists.some(([first, second]) => second && first && idOf(first.event) === messageId))
    if (due.length > 0 && tried.length === due.length) {
      const gaps = lists.flatMap((attempts) => attempts.slice(1).map(({ event }, index) => event.at - (attempts[index]?.event.at ?? 0)))
      return pass(
        `${count(further.length, 'further attempt')}, each after a wait in a queue: x-death says expired. The shortest took ${Math.round(Math.min(...gaps))} ms from delivery to delivery.`,
        some(further.map(({ event }) => event.seq)),
      )
    }
    return missing(wire, 'consumer', `Came a second time so far: ${tried.length} of ${due.length}.`, {
      mistake: 'no-retry',
      message: `Only ${tried.length} of the ${due.length} submissions whose first attempt failed came a second time.`,
      evidence: some([...lists.flat().map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  bounded(wire) {
    const mistake = triesForEver(wire, idOf, MOST_ATTEMPTS, GRADES)
    if (mistake) return fail(mistake)
    const attempts = doomed(wire).map(({ messageId }) => attemptsBy(wire, idOf).get(messageId) ?? [])
    const evidence = some(attempts.flat().map(({ event }) => event.seq))
    const over = wire.ended && attempts.length > 0
    if (over && attempts.every((list) => list.length === MOST_ATTEMPTS))
      return pass(`What never succeeds was tried ${MOST_ATTEMPTS} times, and no more.`, evidence)
    if (!over) return wire.ended ? unchecked(notHandedIn) : open('Counting the attempts.')
    return missing(wire, 'consumer', '', {
      mistake: 'gives-up-early',
      message: `What never succeeds was tried ${count(attempts.flat().length, 'time')}; ${MOST_ATTEMPTS} attempts were asked for, each a delivery of its own.`,
      evidence: some([...evidence, wire.deadline?.seq]),
    })
  },

  parked(wire) {
    const mistake = firstOf(
      () => acksBeforeCopy(wire, idOf, GRADES),
      () => acksBeforeConfirm(wire, idOf, GRADES),
      () => acksWhatFailed(wire, ({ event }) => isDoomed(wire, idOf(event)) && copies(wire, idOf(event)).length === 0),
      () => throwsAway(wire),
    )
    if (mistake) return fail(mistake)
    if (doomed(wire).length === 0) return wire.ended ? unchecked(notHandedIn) : open('The one that never succeeds comes last.')
    const arrived = doomed(wire).map(({ messageId }) => parked(wire, messageId))
    const evidence = some([wire.last('lab.kill')?.seq, ...arrived.flat().map(({ seq }) => seq)])
    if (arrived.every((list) => list.length > 0) && wire.ended) {
      const crashed = wire.all('lab.kill').length > 0
      return pass(
        `What never succeeds lies in ${PARKED}` +
          (crashed
            ? '; the crash in the middle lost nothing, and the ack came after the confirm of the copy.'
            : ', moved there by the broker itself.'),
        evidence,
      )
    }
    return missing(wire, 'consumer', `Waiting for the copy in ${PARKED}. It is looked at in a check only.`, {
      mistake: 'not-parked',
      message: `What failed ${MOST_ATTEMPTS} times never arrived in ${PARKED}.`,
      evidence: some([
        ...evidence,
        ...doomed(wire).flatMap(({ messageId }) => deliveriesOf(wire, messageId).map(({ event }) => event.seq)),
        wire.deadline?.seq,
      ]),
    })
  },
} satisfies Checks

/** Whether this delivery is the attempt that succeeds: only then an ack follows the work. */
const isLastTry =
  (wire: Wire) =>
  (delivery: Delivery): boolean => {
    const id = idOf(delivery.event)
    if (id === undefined || isDoomed(wire, id)) return false
    return !copies(wire, id).some(({ event }) => event.seq > delivery.event.seq && event.seq < (delivery.settledBy?.event.seq ?? Infinity))
  }
