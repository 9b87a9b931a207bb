import { keyOf } from '@ackademy/wire/message.ts'
import { acksBeforeWork } from '@ackademy/wire/mistakes/acks-before-work.ts'
import { acksTwice } from '@ackademy/wire/mistakes/acks-twice.ts'
import { acksWhatFailed } from '@ackademy/wire/mistakes/acks-what-failed.ts'
import { copiesByHand } from '@ackademy/wire/mistakes/copies-by-hand.ts'
import { deadLettersNowhere } from '@ackademy/wire/mistakes/dead-letters-nowhere.ts'
import { deadLettersOthers } from '@ackademy/wire/mistakes/dead-letters-others.ts'
import { diesHolding } from '@ackademy/wire/mistakes/dies-holding.ts'
import { diesWithQueue } from '@ackademy/wire/mistakes/dies-with-queue.ts'
import { leavesUnacked } from '@ackademy/wire/mistakes/leaves-unacked.ts'
import { neverAcks } from '@ackademy/wire/mistakes/never-acks.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { requeuesForever } from '@ackademy/wire/mistakes/requeues-forever.ts'
import { count, some } from '@ackademy/wire/mistakes/seen.ts'
import { throwsAway } from '@ackademy/wire/mistakes/throws-away.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { deathsOf } from '@ackademy/wire/x-death.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { grading, taken } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'
import { bad, good, isBad, MOST_DELIVERIES, PARKED, parked } from './submissions.ts'

const workOf = (wire: Wire) => answered(wire, grading)
const nothingYet = 'Nothing was delivered yet.'
const deliveriesOf = (wire: Wire, messageId: string) => taken(wire).filter(({ event }) => keyOf(event) === messageId)

export default {
  grades(wire) {
    const work = workOf(wire)
    const done = good(wire).flatMap(({ messageId }) => deliveriesOf(wire, messageId).find((delivery) => work(delivery) && delivery.settledBy) ?? [])
    const mistake = acksBeforeWork(
      wire,
      work,
      taken(wire).filter((delivery) => !isBad(delivery)),
    )
    if (mistake) return fail(mistake)
    if (done.length > 0 && done.length === good(wire).length)
      return pass(
        `Each of the ${done.length} good submissions has its total.`,
        some(done.flatMap((delivery) => [work(delivery)?.event.seq, delivery.settledBy?.event.seq])),
      )
    return missing(wire, 'consumer', `Graded so far: ${done.length} of ${good(wire).length} good submissions.`, {
      mistake: 'no-work',
      message: `${done.length} of ${good(wire).length} good submissions got a right total in grades and were settled.`,
      evidence: some([...taken(wire).map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  bounded(wire) {
    const poison = taken(wire).filter(isBad)
    if (poison.length === 0) return wire.ended ? unchecked(nothingYet) : open(nothingYet)
    const mistake = firstOf(
      () => diesHolding(wire),
      () => requeuesForever(wire),
    )
    if (mistake) return fail(mistake)
    const often = bad(wire)
      .map(({ messageId }) => deliveriesOf(wire, messageId))
      .find((deliveries) => deliveries.length > MOST_DELIVERIES)
    if (often)
      return fail({
        mistake: 'delivered-too-often',
        message: `A submission that can't be graded was delivered ${often.length} times; at most ${MOST_DELIVERIES} were asked for.`,
        evidence: some(often.map(({ event }) => event.seq)),
      })
    const most = Math.max(...bad(wire).map(({ messageId }) => deliveriesOf(wire, messageId).length))
    const all = bad(wire).every(({ messageId }) => deliveriesOf(wire, messageId).length > 0)
    if (all && wire.ended)
      return pass(`No bad submission was delivered more than ${count(most, 'time')}.`, some(poison.map(({ event }) => event.seq)))
    return wire.ended ? unchecked('Not every bad submission was delivered.') : open('Watching how often the bad ones come.')
  },

  parked(wire) {
    const arrived = bad(wire).flatMap((given) => parked(wire, given))
    const mistake = firstOf(
      () => acksAndForgets(wire),
      () => copiesByHand(wire, PARKED),
      () => throwsAway(wire),
      () => deadLettersOthers(wire, PARKED, (id) => good(wire).some(({ messageId }) => messageId === id)),
      () => deadLettersNowhere(wire, PARKED),
    )
    if (mistake) return fail(mistake)
    const told = bad(wire).filter((given) =>
      parked(wire, given).some(({ properties }) => deathsOf(properties).some(({ queue }) => queue === 'submissions')),
    )
    if (told.length > 0 && told.length === bad(wire).length)
      return pass(
        `All ${told.length} bad submissions lie in ${PARKED}, and x-death tells where they were refused.`,
        some(arrived.map(({ seq }) => seq)),
      )
    return missing(wire, 'consumer', `In ${PARKED} so far: ${told.length} of ${bad(wire).length}. It is looked at in a check only.`, {
      mistake: 'not-parked',
      message: `${told.length} of ${bad(wire).length} bad submissions arrived in ${PARKED} as dead letters of the queue submissions.`,
      evidence: some([
        ...arrived.map(({ seq }) => seq),
        ...taken(wire)
          .filter(isBad)
          .map(({ event }) => event.seq),
        wire.deadline?.seq,
      ]),
    })
  },

  settles(wire) {
    const deliveries = taken(wire)
    if (deliveries.length === 0) return wire.ended ? unchecked(nothingYet) : open(nothingYet)
    const mistake = firstOf(
      () => noAck(wire),
      () => acksTwice(wire),
      () => neverAcks(wire),
      () => leavesUnacked(wire),
    )
    if (mistake) return fail(mistake)
    const left = wire.given.filter(({ messageId }) => !deliveriesOf(wire, messageId).some(({ settledBy }) => settledBy))
    if (wire.given.length > 0 && left.length === 0)
      return pass(
        `${count(deliveries.length, 'delivery', 'deliveries')}, none left unacknowledged.`,
        some(deliveries.map(({ settledBy }) => settledBy?.event.seq)),
      )
    return wire.ended
      ? unchecked('Not every submission was delivered and settled.')
      : open(`Not settled yet: ${left.length} of ${wire.given.length}.`)
  },

  'lives-on'(wire) {
    const mistake = diesWithQueue(wire, 'consumer')
    if (mistake) return fail(mistake)
    const deleted = wire.last('lab.queue-delete')
    if (deleted === undefined)
      return wire.ended
        ? unchecked('The queue was not deleted: the submissions were not all dealt with.')
        : open('The queue is deleted at the end of a check.')
    const cancel = wire.all('basic.cancel').find(({ seq, from }) => seq > deleted.seq && from === 'broker')
    const stopped = wire.all('process.exit').find(({ seq, by }) => seq > deleted.seq && by === 'lab')
    const goodbye = wire.all('connection.close').find(({ seq, from }) => seq > deleted.seq && from === 'program')
    if (goodbye) return pass('The queue was deleted, and your program said goodbye in good order.', some([deleted.seq, cancel?.seq, goodbye.seq]))
    if (stopped)
      return pass(
        `The queue was deleted${cancel ? ', RabbitMQ cancelled your consumer' : ''}, and your program went on.`,
        some([deleted.seq, cancel?.seq, stopped.seq]),
      )
    return wire.ended
      ? unchecked('Your program ended by itself, and not because its queue was deleted.')
      : open('Watching whether your program goes on.')
  },
} satisfies Checks

/** An ack of what can't be graded; where a copy went to parked before it, that is another mistake. */
const acksAndForgets = (wire: Wire) =>
  acksWhatFailed(
    wire,
    (delivery) =>
      isBad(delivery) && !wire.publishes.some(({ event }) => event.routingKey === PARKED && event.body.sha256 === delivery.event.body.sha256),
  )
