import { keyOf } from '@ackademy/wire/message.ts'
import { acksBeforeWork } from '@ackademy/wire/mistakes/acks-before-work.ts'
import { globalPrefetch } from '@ackademy/wire/mistakes/global-prefetch.ts'
import { holdsTooMany } from '@ackademy/wire/mistakes/holds-too-many.ts'
import { idleWorker } from '@ackademy/wire/mistakes/idle-worker.ts'
import { leavesUnacked } from '@ackademy/wire/mistakes/leaves-unacked.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { noPrefetch } from '@ackademy/wire/mistakes/no-prefetch.ts'
import { prefetchAfterConsume } from '@ackademy/wire/mistakes/prefetch-after-consume.ts'
import { prefetchTooLarge } from '@ackademy/wire/mistakes/prefetch-too-large.ts'
import { some } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { allTaken, grading, taken } from '../_kit/submissions.ts'
import { answered } from '../_kit/work.ts'
import { BUSY, doneBy, FREE, WORKERS } from './workers.ts'

const MOST = 1
const workOf = (wire: Wire) => answered(wire, grading)
const nothingYet = 'Nothing was delivered yet.'

export default {
  'grades-all'(wire) {
    const mistake = noAck(wire)
    if (mistake) return fail(mistake)
    const work = workOf(wire)
    const done = taken(wire).filter((delivery) => work(delivery) && delivery.settledBy)
    const keys = new Set(done.map(({ event }) => keyOf(event)))
    if (allTaken(wire) && keys.size >= wire.given.length) {
      return pass(
        `Each of the ${keys.size} submissions has its total and was acknowledged.`,
        some(done.flatMap((delivery) => [work(delivery)?.event.seq, delivery.settledBy?.event.seq])),
      )
    }
    const left = leavesUnacked(wire)
    if (left && wire.ended) return fail(left)
    return missing(wire, BUSY, `Done so far: ${keys.size} of ${wire.given.length}.`, {
      mistake: 'no-work',
      message: `Only ${keys.size} of ${wire.given.length} submissions got a right total in grades and an acknowledgement.`,
      evidence: some([...taken(wire).map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  'one-at-a-time'(wire) {
    const deliveries = taken(wire)
    if (deliveries.length === 0) return wire.ended ? unchecked(nothingYet) : open(nothingYet)
    const mistake = firstOf(
      () => noAck(wire),
      () => globalPrefetch(wire),
      () => prefetchAfterConsume(wire),
      () => noPrefetch(wire, MOST),
      () => prefetchTooLarge(wire, MOST),
      ...WORKERS.map((worker) => () => holdsTooMany(wire, worker, MOST)),
    )
    if (mistake) return fail(mistake)
    if (!allTaken(wire))
      return wire.ended
        ? unchecked('Not every submission was delivered, so the limit could not be seen.')
        : open('So far no worker held more than one.')
    const limits = wire.all('basic.qos').map(({ seq }) => seq)
    return pass(
      'No worker ever held more than one unacknowledged submission.',
      some([...limits, ...deliveries.flatMap((delivery) => [delivery.event.seq, delivery.settledBy?.event.seq])]),
    )
  },

  fair(wire) {
    const busy = wire.last('lab.hold')
    if (busy === undefined) {
      const why = `${BUSY} never published a total that the lab could have held back.`
      return wire.ended ? unchecked(why) : open(`The lab keeps ${BUSY} busy only in a check.`)
    }
    const mistake = firstOf(
      () => acksBeforeWork(wire, workOf(wire)),
      () => idleWorker(wire, BUSY, FREE),
    )
    if (mistake) return fail(mistake)
    const free = wire.all('lab.release').find((event) => event.seq > busy.seq)?.seq ?? Infinity
    const meanwhile = doneBy(wire, FREE).filter(({ settledBy }) => settledBy && settledBy.event.seq > busy.seq && settledBy.event.seq < free)
    if (meanwhile.length >= wire.given.length - MOST) {
      return pass(
        `While ${BUSY} was busy with one submission, ${FREE} did the other ${meanwhile.length}.`,
        some([busy.heldSeq, ...meanwhile.map(({ settledBy }) => settledBy?.event.seq)]),
      )
    }
    return missing(wire, FREE, `${FREE} has done ${meanwhile.length} of ${wire.given.length - MOST}.`, {
      mistake: 'unfair',
      message: `While ${BUSY} was busy with one submission, ${FREE} did ${meanwhile.length} of the other ${wire.given.length - MOST}.`,
      evidence: some([busy.heldSeq, ...meanwhile.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },
} satisfies Checks
