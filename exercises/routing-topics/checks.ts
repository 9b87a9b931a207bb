import { jsonOf, keyOf } from '@ackademy/wire/message.ts'
import { bindingTooWide } from '@ackademy/wire/mistakes/binding-too-wide.ts'
import { diesHolding } from '@ackademy/wire/mistakes/dies-holding.ts'
import { keyAsQueue } from '@ackademy/wire/mistakes/key-as-queue.ts'
import { leavesUnacked } from '@ackademy/wire/mistakes/leaves-unacked.ts'
import { neverAcks } from '@ackademy/wire/mistakes/never-acks.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { patternOnDirect } from '@ackademy/wire/mistakes/pattern-on-direct.ts'
import { routedTwice } from '@ackademy/wire/mistakes/routed-twice.ts'
import { arrivals } from '@ackademy/wire/mistakes/routed.ts'
import { count, some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import { starForHash } from '@ackademy/wire/mistakes/star-for-hash.ts'
import { starWithinWord } from '@ackademy/wire/mistakes/star-within-word.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { allArrived, forBoard, gradedBy, gradeOf, GRADES, isMarked, isOnBoard, rightGrade, shownOnBoard, SUBMISSIONS, toMark } from './grades.ts'

export default {
  direct(wire) {
    const mistake = firstOf(
      () => patternOnDirect(wire, 'marker', SUBMISSIONS),
      () => bindingTooWide(wire, 'marker', SUBMISSIONS, isMarked),
    )
    if (mistake) return fail(mistake)
    const wanted = toMark(wire)
    const came = wanted.filter((given) => arrivals(wire, 'marker', given).length > 0)
    const evidence = some(came.flatMap((given) => arrivals(wire, 'marker', given).map(({ event }) => event.seq)))
    if (wanted.length > 0 && came.length === wanted.length && allArrived(wire, 'marker', SUBMISSIONS))
      return pass(`The marker got the ${came.length} submissions of its two courses, and nothing else.`, evidence)
    return missing(wire, 'marker', `Submissions that reached the marker: ${came.length} of ${wanted.length}.`, {
      mistake: 'misses-messages',
      message: `Only ${came.length} of ${wanted.length} submissions of queues and docker reached the marker. A binding holds one key: bind your queue to ${SUBMISSIONS} once for each course.`,
      evidence: some([...evidence, ...wire.all('queue.bind').flatMap(({ program, seq }) => (program === 'marker' ? [seq] : [])), wire.deadline?.seq]),
    })
  },

  keyed(wire) {
    const wanted = toMark(wire)
    const mistake = firstOf(
      () => keyAsQueue(wire, GRADES, new Set(wanted.map((given) => gradeOf(given).key))),
      () => wrongGrade(wire),
    )
    if (mistake) return fail(mistake)
    const right = wanted.flatMap((given) => rightGrade(wire, given) ?? [])
    if (wanted.length > 0 && right.length === wanted.length)
      return pass(`Each of the ${right.length} grades went to ${GRADES} with its key.`, some(right.map(({ event }) => event.seq)))
    return missing(wire, 'marker', `Grades so far: ${right.length} of ${wanted.length}.`, {
      mistake: 'no-work',
      message: `${right.length} of ${wanted.length} grades were published to ${GRADES}: { id, total } with the key <course>.<unit>.<result>.`,
      evidence: some([...right.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  patterns(wire) {
    const mistake = firstOf(
      () => starWithinWord(wire, 'board', GRADES),
      () => bindingTooWide(wire, 'board', GRADES, isOnBoard),
      () => routedTwice(wire, 'board', GRADES),
      () => starForHash(wire, 'board', GRADES, isOnBoard),
      () => diesHolding(wire),
    )
    if (mistake) return fail(mistake)
    const wanted = forBoard(wire)
    const shown = wanted.filter((grade) => shownOnBoard(wire, grade).length > 0)
    const evidence = some(shown.flatMap((grade) => shownOnBoard(wire, grade).map(({ event }) => event.seq)))
    if (wanted.length > 0 && shown.length === wanted.length && allArrived(wire, 'board', GRADES))
      return pass(`The board got the ${wanted.length} grades it wants, each once, and nothing else.`, evidence)
    return missing(wire, 'board', `On the board so far: ${shown.length} of ${wanted.length}.`, {
      mistake: 'misses-messages',
      message: `Only ${shown.length} of the ${wanted.length} grades the board wants are on it: for each, { id, key } to the queue board.`,
      evidence: some([...evidence, ...wire.all('queue.bind').flatMap(({ program, seq }) => (program === 'board' ? [seq] : [])), wire.deadline?.seq]),
    })
  },

  settles(wire) {
    const mistake = firstOf(
      () => noAck(wire),
      () => neverAcks(wire),
      () => leavesUnacked(wire),
    )
    if (mistake) return fail(mistake)
    const { deliveries } = wire
    const settled = deliveries.filter((delivery) => delivery.settledBy)
    const both = ['marker', 'board'].every((program) => deliveries.some(({ event }) => event.program === program))
    if (both && settled.length === deliveries.length)
      return pass(
        `Nothing was left unacknowledged: ${count(deliveries.length, 'delivery', 'deliveries')} settled.`,
        some(settled.map(({ event }) => event.seq)),
      )
    return wire.ended
      ? unchecked('Not both programs were given messages to settle.')
      : open(`Settled so far: ${settled.length} of ${deliveries.length}.`)
  },
} satisfies Checks

/** A grade of a submission that went elsewhere, with another key or another total. */
function wrongGrade(wire: Wire): Seen | undefined {
  for (const given of toMark(wire)) {
    const { key, total } = gradeOf(given)
    const [wrong] = gradedBy(wire, given).filter((publish) => publish !== rightGrade(wire, given))
    if (wrong === undefined) continue
    const { exchange, routingKey, body } = wrong.event
    const [delivery] = wire.deliveries.filter(({ event }) => event.program === 'marker' && keyOf(event) === given.messageId)
    return {
      mistake: 'wrong-result',
      message: `A grade went ${exchange === '' ? 'to the default exchange' : `to the exchange ${exchange}`} with the key ${routingKey} as ${JSON.stringify(jsonOf(body)).slice(0, 120)}; expected: to ${GRADES}, with the key ${key} and the total ${total}, once.`,
      evidence: some([given.seq, delivery?.event.seq, wrong.event.seq]),
    }
  }
  return undefined
}
