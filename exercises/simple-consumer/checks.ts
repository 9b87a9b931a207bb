import { jsonOf, keyOf } from '@ackademy/wire/message.ts'
import { acksBeforeWork } from '@ackademy/wire/mistakes/acks-before-work.ts'
import { acksManyAtOnce } from '@ackademy/wire/mistakes/acks-many-at-once.ts'
import { acksOnAnotherChannel } from '@ackademy/wire/mistakes/acks-on-another-channel.ts'
import { acksTwice } from '@ackademy/wire/mistakes/acks-twice.ts'
import { diesHolding } from '@ackademy/wire/mistakes/dies-holding.ts'
import { leavesUnacked } from '@ackademy/wire/mistakes/leaves-unacked.ts'
import { neverAcks } from '@ackademy/wire/mistakes/never-acks.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { requeuesForever } from '@ackademy/wire/mistakes/requeues-forever.ts'
import { count, some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import { throwsAway } from '@ackademy/wire/mistakes/throws-away.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { allTaken as complete, field, grading, isGrade, taken } from '../_kit/submissions.ts'
import { answered, results } from '../_kit/work.ts'

const workOf = (wire: Wire) => answered(wire, grading)
const nothingYet = 'Nothing was delivered yet.'

export default {
  consumes(wire) {
    const deliveries = taken(wire)
    const keys = new Set(deliveries.map((delivery) => keyOf(delivery.event)))
    if (deliveries.length > 0 && complete(wire))
      return pass(`All ${count(keys.size, 'submission')} were delivered to your program.`, some(deliveries.map(({ event }) => event.seq)))
    return missing(wire, 'consumer', `Delivered so far: ${keys.size} of ${wire.given.length}.`, {
      mistake: 'consumes-nothing',
      message: `Only ${keys.size} of ${wire.given.length} submissions were delivered to your program. Consume from the queue submissions.`,
      evidence: some([...wire.all('basic.consume').map((event) => event.seq), wire.deadline?.seq]),
    })
  },

  'grades-each'(wire) {
    const deliveries = taken(wire)
    if (deliveries.length === 0) return wire.ended ? unchecked(nothingYet) : open(nothingYet)
    const work = workOf(wire)
    const done = new Set(deliveries.filter((delivery) => work(delivery)).map((delivery) => keyOf(delivery.event)))
    const mistake = firstOf(
      () => diesHolding(wire),
      () => wrongTotal(wire),
    )
    if (mistake) return fail(mistake)
    if (complete(wire) && done.size >= wire.given.length) {
      return pass(`Each of the ${done.size} totals is right.`, some(deliveries.map((delivery) => work(delivery)?.event.seq)))
    }
    return missing(wire, 'consumer', `Right totals so far: ${done.size} of ${wire.given.length}.`, {
      mistake: 'no-work',
      message: `${count(wire.given.length - done.size, 'submission')} of ${wire.given.length} got no total. Publish { id, total } as JSON to the queue grades for each.`,
      evidence: some([...deliveries.filter((delivery) => !work(delivery)).map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  'acks-each-once'(wire) {
    const deliveries = taken(wire)
    if (deliveries.length === 0) return wire.ended ? unchecked(nothingYet) : open(nothingYet)
    const mistake = firstOf(
      () => noAck(wire),
      () => acksOnAnotherChannel(wire),
      () => acksTwice(wire),
      () => requeuesForever(wire),
      () => throwsAway(wire),
      () => neverAcks(wire),
      () => leavesUnacked(wire),
    )
    if (mistake) return fail(mistake)
    const acked = deliveries.filter((delivery) => delivery.settledBy?.event.type === 'basic.ack')
    const keys = new Set(acked.map((delivery) => keyOf(delivery.event)))
    if (complete(wire) && keys.size >= wire.given.length) {
      return pass(
        `Each of the ${keys.size} submissions was acknowledged once, on its own channel.`,
        some(acked.map((delivery) => delivery.settledBy?.event.seq)),
      )
    }
    return missing(wire, 'consumer', `Acknowledged so far: ${keys.size} of ${wire.given.length}.`, {
      mistake: 'leaves-unacked',
      message: `Only ${keys.size} of ${wire.given.length} submissions were acknowledged.`,
      evidence: some([...deliveries.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  'acks-after-work'(wire) {
    const work = workOf(wire)
    const mistake = firstOf(
      () => acksManyAtOnce(wire, work),
      () => acksBeforeWork(wire, work),
    )
    if (mistake) return fail(mistake)
    const acked = taken(wire).filter((delivery) => delivery.settledBy?.event.type === 'basic.ack')
    const keys = new Set(acked.map((delivery) => keyOf(delivery.event)))
    if (complete(wire) && keys.size >= wire.given.length && acked.every((delivery) => work(delivery))) {
      return pass(
        'Every acknowledgement came after its total was on the wire.',
        some(acked.flatMap((delivery) => [work(delivery)?.event.seq, delivery.settledBy?.event.seq])),
      )
    }
    return wire.ended
      ? unchecked('Not every submission was both graded and acknowledged, so their order could not be seen.')
      : open('Waiting for totals and acknowledgements.')
  },
} satisfies Checks

/** A result that names a submission but not its total. */
function wrongTotal(wire: Wire): Seen | undefined {
  for (const publish of results(wire, 'grades')) {
    const result = jsonOf(publish.event.body)
    const delivery = taken(wire).find(({ event }) => idOf(jsonOf(event.body)) === idOf(result) && idOf(result) !== undefined)
    if (delivery && isGrade(jsonOf(delivery.event.body), result)) continue
    return {
      mistake: 'wrong-result',
      message:
        result === undefined
          ? 'A message to grades is not JSON. Send Buffer.from(JSON.stringify({ id, total })).'
          : delivery
            ? `A total is wrong: ${JSON.stringify(result).slice(0, 120)} for points ${JSON.stringify(pointsOf(jsonOf(delivery.event.body))).slice(0, 120)}.`
            : `A message to grades names no submission your program was given: ${JSON.stringify(result).slice(0, 120)}.`,
      evidence: some([delivery?.event.seq, publish.event.seq]),
    }
  }
  return undefined
}

const idOf = (value: unknown): unknown => field(value, 'id')
const pointsOf = (value: unknown): unknown => field(value, 'points')
