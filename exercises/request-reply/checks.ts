import { jsonOf } from '@ackademy/wire/message.ts'
import { answersTwice } from '@ackademy/wire/mistakes/answers-twice.ts'
import { asksOneByOne } from '@ackademy/wire/mistakes/asks-one-by-one.ts'
import { consumerPerCall } from '@ackademy/wire/mistakes/consumer-per-call.ts'
import { correlationIdReused } from '@ackademy/wire/mistakes/correlation-id-reused.ts'
import { mismatchedReplies } from '@ackademy/wire/mistakes/mismatched-replies.ts'
import { noCorrelationId } from '@ackademy/wire/mistakes/no-correlation-id.ts'
import { replyQueuePerCall } from '@ackademy/wire/mistakes/reply-queue-per-call.ts'
import { some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import { tripsOverStrayReply } from '@ackademy/wire/mistakes/trips-over-stray-reply.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { closes } from '../_kit/closes.ts'
import { asked, bears, given, idIn, idOf, requests, REQUESTS, results, RESULTS, toldApart } from './quotes.ts'

const notAnswered = 'The lab answers once all requests have come.'
const nothingAsked = `Nothing was sent to ${REQUESTS}.`

export default {
  asks(wire) {
    const all = requests(wire)
    const mistake = firstOf(
      () => notAnEnrolment(wire),
      () => noReplyTo(wire),
      () => noCorrelationId(all),
      () => correlationIdReused(all),
      () => asksOneByOne(wire, all, given(wire).length),
    )
    if (mistake) return fail(mistake)
    if (given(wire).length > 0 && asked(wire).length >= given(wire).length) {
      return pass(
        `All ${all.length} requests went out before the first reply, each with a reply queue and a correlation id of its own.`,
        some(all.map(({ event }) => event.seq)),
      )
    }
    return missing(wire, 'client', `Sent so far: ${all.length} of ${given(wire).length} requests.`, {
      mistake: 'requests-missing',
      message: `Only ${asked(wire).length} of ${given(wire).length} enrolments were sent to ${REQUESTS}.`,
      evidence: some([...all.map(({ event }) => event.seq), wire.last('process.exit')?.seq, wire.deadline?.seq]),
    })
  },

  'one-queue'(wire) {
    const all = requests(wire)
    if (all.length === 0) return wire.ended ? unchecked(nothingAsked) : open(nothingAsked)
    const mistake = firstOf(
      () => replyQueuePerCall(wire, all),
      () => consumerPerCall(wire, all),
    )
    if (mistake) return fail(mistake)
    const queue = all[0]?.event.properties.replyTo
    const consumers = wire.consumers.filter((consumer) => consumer.queue === queue).map(({ event }) => event.seq)
    const gets = wire.all('basic.get').filter((get) => get.queue === queue)
    const takers = [...consumers, ...gets.map(({ seq }) => seq)]
    if (queue === undefined)
      return wire.ended ? unchecked('No request named a reply queue.') : open('Waiting for a request that names a reply queue.')
    if (takers.length > 0 && all.length >= given(wire).length)
      return pass('All requests name one reply queue, and one consumer takes from it.', some([...takers, ...all.map(({ event }) => event.seq)]))
    if (takers.length > 0) {
      const few = `So far ${all.length} of ${given(wire).length} requests name the reply queue ${queue}.`
      return wire.ended ? unchecked(few) : open(few)
    }
    return missing(wire, 'client', `Waiting for a consumer of ${queue}.`, {
      mistake: 'replies-not-consumed',
      message: `The requests name ${queue} as their reply queue, but your program does not consume from it.`,
      evidence: some([...all.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  matches(wire) {
    const all = asked(wire)
    const known = wire.given
    const mistake = firstOf(
      () => (toldApart(all) ? mismatchedReplies(all, known, bears) : undefined),
      () => answersTwice(all),
      () => tripsOverStrayReply(wire, (delivery) => isStray(wire, delivery.event.seq)),
    )
    if (mistake) return fail(mistake)
    if (all.length > 0 && !toldApart(all)) {
      const why = 'Which reply answers which request can’t be told: their correlation ids do not tell them apart.'
      return wire.ended ? unchecked(why) : open(why)
    }
    const right = all.filter(({ reply, results }) => reply && results.some((result) => bears(result, reply)))
    if (given(wire).length > 0 && right.length >= given(wire).length) {
      return pass(
        `Each of the ${right.length} enrolments got its own price, though the replies came in another order.`,
        some(right.flatMap(({ request, reply, results }) => [request.event.seq, reply?.seq, results[0]?.event.seq])),
      )
    }
    if (known.length === 0) return wire.ended ? unchecked(notAnswered) : open(notAnswered)
    return missing(wire, 'client', `Right prices so far: ${right.length} of ${given(wire).length}.`, {
      mistake: 'prices-missing',
      message: `Only ${right.length} of ${given(wire).length} enrolments got a price in ${RESULTS}.`,
      evidence: some([
        ...all.filter((one) => !right.includes(one)).flatMap(({ request, reply }) => [request.event.seq, reply?.seq]),
        wire.deadline?.seq,
      ]),
    })
  },

  closes: closes('client', 'Call await connection.close() once every price is published.'),
} satisfies Checks

function notAnEnrolment(wire: Wire): Seen | undefined {
  const ids = given(wire).map(idOf)
  const wrong = requests(wire).find(({ event }) => !ids.includes(idIn(event)))
  if (wrong === undefined || ids.length === 0) return undefined
  const body = jsonOf(wrong.event.body)
  return {
    mistake: 'not-an-enrolment',
    message:
      body === undefined
        ? `A message to ${REQUESTS} is not JSON. Send Buffer.from(JSON.stringify(enrolment)).`
        : `A message to ${REQUESTS} is no enrolment of enrolments.json: ${JSON.stringify(body).slice(0, 160)}. Read the file at each run.`,
    evidence: [wrong.event.seq],
  }
}

function noReplyTo(wire: Wire): Seen | undefined {
  const nowhere = requests(wire).filter(({ event }) => event.properties.replyTo === undefined)
  if (nowhere.length === 0) return undefined
  return {
    mistake: 'no-reply-to',
    message: `A request to ${REQUESTS} names no reply queue in its property reply_to: the service can’t know where its reply is to go. Pass { replyTo: queue }.`,
    evidence: some(nowhere.map(({ event }) => event.seq)),
  }
}

/** A reply under a correlation id that no request bears, or one that had come before. */
function isStray(wire: Wire, seq: number): boolean {
  const id = wire.deliveries.find(({ event }) => event.seq === seq)?.event.properties.correlationId
  const ours = requests(wire).some(({ event }) => event.properties.correlationId === id)
  const before = wire.deliveries.some(({ event }) => event.seq < seq && event.properties.correlationId === id)
  return results(wire).length < given(wire).length && (!ours || before)
}
