import { keyOf } from '@ackademy/wire/message.ts'
import { acksBeforeWork } from '@ackademy/wire/mistakes/acks-before-work.ts'
import { acksManyAtOnce } from '@ackademy/wire/mistakes/acks-many-at-once.ts'
import { acksTwice } from '@ackademy/wire/mistakes/acks-twice.ts'
import { diesHolding } from '@ackademy/wire/mistakes/dies-holding.ts'
import { leavesUnacked } from '@ackademy/wire/mistakes/leaves-unacked.ts'
import { losesWork } from '@ackademy/wire/mistakes/loses-work.ts'
import { neverAcks } from '@ackademy/wire/mistakes/never-acks.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { count, some } from '@ackademy/wire/mistakes/seen.ts'
import { skipsRedelivered } from '@ackademy/wire/mistakes/skips-redelivered.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { allTaken, grading, taken } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'

const workOf = (wire: Wire) => answered(wire, grading)
const noCrash = 'The crash did not come: your program never published the total it was to be killed at.'
const crashed = (wire: Wire) => wire.all('lab.kill').length > 0
/** The lab's kill, not the program's own death, is what this exercise asks about. */
const notYet = (wire: Wire) => (wire.ended ? unchecked(noCrash) : open('Waiting for the crash: the lab kills the consumer only in a check.'))

export default {
  works(wire) {
    const hold = wire.last('lab.hold')
    if (hold) return pass('Your consumer was in the middle of its work when the lab killed it.', [hold.heldSeq, hold.seq])
    const mistake = firstOf(() => diesHolding(wire))
    if (mistake) return fail(mistake)
    const deliveries = taken(wire)
    return missing(wire, 'consumer', 'Waiting for your consumer to grade.', {
      mistake: 'no-work',
      message: `${count(deliveries.length, 'submission')} delivered, but the right total of the third one was never published to grades, so there was no work to interrupt.`,
      evidence: some([...deliveries.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  redelivered(wire) {
    if (!crashed(wire)) return notYet(wire)
    const mistake = noAck(wire)
    if (mistake) return fail(mistake)
    const kill = wire.last('lab.kill')?.seq ?? 0
    const again = taken(wire).filter(({ event }) => event.redelivered && event.seq > kill)
    if (again.length > 0) {
      return pass(
        `${count(again.length, 'submission')} came again with redelivered=true: all that were unacknowledged when your program died.`,
        some([kill, ...again.map(({ event }) => event.seq)]),
      )
    }
    return missing(wire, 'consumer', 'Waiting for the redelivery.', {
      mistake: 'nothing-redelivered',
      message: 'Nothing came again after the crash: RabbitMQ gives back only what is unacknowledged when the connection ends.',
      evidence: some([kill, ...wire.settlements.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  'nothing-lost'(wire) {
    if (!crashed(wire)) return notYet(wire)
    const work = workOf(wire)
    const mistake = firstOf(
      () => skipsRedelivered(wire, work),
      () => acksManyAtOnce(wire, work),
      () => losesWork(wire, work),
      () => acksBeforeWork(wire, work),
    )
    if (mistake) return fail(mistake)
    const done = new Set(
      taken(wire)
        .filter((delivery) => work(delivery))
        .map((delivery) => keyOf(delivery.event)),
    )
    if (allTaken(wire) && done.size >= wire.given.length)
      return pass(
        `All ${done.size} submissions have their total, the interrupted one too.`,
        some(taken(wire).map((delivery) => work(delivery)?.event.seq)),
      )
    return missing(wire, 'consumer', `Totals so far: ${done.size} of ${wire.given.length}.`, {
      mistake: 'work-missing',
      message: `${wire.given.length - done.size} of ${wire.given.length} submissions have no total after the second start.`,
      evidence: some([...taken(wire).map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  'all-acked'(wire) {
    if (!crashed(wire)) return notYet(wire)
    const mistake = firstOf(
      () => noAck(wire),
      () => acksTwice(wire),
      () => neverAcks(wire),
      () => leavesUnacked(wire),
    )
    if (mistake) return fail(mistake)
    const acked = taken(wire).filter((delivery) => delivery.settledBy?.event.type === 'basic.ack')
    const keys = new Set(acked.map((delivery) => keyOf(delivery.event)))
    if (keys.size >= wire.given.length)
      return pass('Every submission was acknowledged in the end.', some(acked.map((delivery) => delivery.settledBy?.event.seq)))
    return missing(wire, 'consumer', `Acknowledged so far: ${keys.size} of ${wire.given.length}.`, {
      mistake: 'leaves-unacked',
      message: `Only ${keys.size} of ${wire.given.length} submissions were acknowledged.`,
      evidence: some([...taken(wire).map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },
} satisfies Checks
