import { jsonOf } from '@ackademy/wire/message.ts'
import { endsBeforeConfirms } from '@ackademy/wire/mistakes/ends-before-confirms.ts'
import { ignoresReturns } from '@ackademy/wire/mistakes/ignores-returns.ts'
import { noConfirms } from '@ackademy/wire/mistakes/no-confirms.ts'
import { notMandatory } from '@ackademy/wire/mistakes/not-mandatory.ts'
import { count, some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { closes } from '../_kit/closes.ts'
import { EXCHANGE, given, idIn, isAnnouncement, noteOf, notes, NOTES, published, queueOf } from './announcements.ts'

const nothingSent = `Nothing was published to the exchange ${EXCHANGE}.`

export default {
  'sends-each'(wire) {
    const announcements = given(wire)
    const messages = published(wire)
    const mistake = firstOf(
      () => notAnAnnouncement(wire),
      () => publishedTwice(wire),
    )
    if (mistake) return fail(mistake)
    const arrived = messages.filter(({ lost }) => lost === undefined)
    if (announcements.length > 0 && arrived.length >= announcements.length)
      return pass(`All ${announcements.length} announcements went out once each, under their course.`, some(arrived.map(({ event }) => event.seq)))
    return missing(wire, 'producer', `Published so far: ${arrived.length} of ${announcements.length}.`, {
      mistake: 'announcements-missing',
      message: `Only ${arrived.length} of ${announcements.length} announcements reached the broker. A program that ends right after publish() takes what is still in its buffer with it.`,
      evidence: some([...messages.map(({ event }) => event.seq), wire.last('process.exit')?.seq, wire.deadline?.seq]),
    })
  },

  mandatory(wire) {
    const messages = published(wire)
    if (messages.length === 0) return wire.ended ? unchecked(nothingSent) : open(nothingSent)
    const mistake = notMandatory(messages)
    if (mistake) return fail({ ...mistake, message: `${mistake.message}${whereTheyLie(wire)}` })
    return pass('Every announcement went out with the mandatory bit.', some(messages.map(({ event }) => event.seq)))
  },

  notices(wire) {
    const messages = published(wire)
    if (messages.length === 0) return wire.ended ? unchecked(nothingSent) : open(nothingSent)
    const returned = messages.filter(({ returnedBy }) => returnedBy !== undefined)
    const mistake = firstOf(
      () => notesTheRouted(wire),
      () => ignoresReturns(wire, messages, (publish) => noteOf(wire, publish)),
    )
    if (mistake) return fail(mistake)
    const noted = returned.flatMap((publish) => noteOf(wire, publish) ?? [])
    if (returned.length > 0 && noted.length === returned.length && messages.length >= given(wire).length) {
      return pass(
        `${count(returned.length, 'announcement')} came back, and each has its note in ${NOTES}.`,
        some([...returned.map(({ returnedBy }) => returnedBy), ...noted.map(({ event }) => event.seq)]),
      )
    }
    if (!wire.ended) return open('Waiting for what comes back.')
    return unchecked('No announcement came back to your program, so there was nothing to notice. Publish them all, with mandatory.')
  },

  confirmed(wire) {
    const messages = [...published(wire), ...notes(wire)]
    if (messages.length === 0) return wire.ended ? unchecked(nothingSent) : open(nothingSent)
    const mistake = firstOf(
      () => noConfirms(messages),
      () => endsBeforeConfirms(wire, messages),
    )
    if (mistake) return fail(mistake)
    if (messages.every(({ confirmedBy }) => confirmedBy !== undefined) && published(wire).length >= given(wire).length) {
      return pass(
        `All ${count(messages.length, 'message')} were confirmed while your program was still there.`,
        some(messages.map(({ confirmedBy }) => confirmedBy)),
      )
    }
    return wire.ended ? unchecked('Not every message was confirmed.') : open('Waiting for the broker’s confirms.')
  },

  closes: closes('producer', 'Call await connection.close() once everything is confirmed.'),
} satisfies Checks

/** What the broker said it held at the end, beside what it took. */
function whereTheyLie(wire: Wire): string {
  const queues = wire.all('broker.queue').filter(({ queue }) => queue.startsWith(queueOf('')))
  if (queues.length === 0) return ''
  const held = queues.reduce((sum, { messagesReady }) => sum + messagesReady, 0)
  return ` Of ${count(published(wire).length, 'announcement')} that the broker took, its queues hold ${held}.`
}

function notAnAnnouncement(wire: Wire): Seen | undefined {
  const announcements = given(wire)
  const wrong = published(wire).find((publish) => !announcements.some((announcement) => isAnnouncement(announcement, publish)))
  if (wrong === undefined || announcements.length === 0) return undefined
  const body = jsonOf(wrong.event.body)
  return {
    mistake: 'not-an-announcement',
    message:
      body === undefined
        ? `A message to ${EXCHANGE} is not JSON. Send Buffer.from(JSON.stringify(announcement)).`
        : `A message to ${EXCHANGE} with the routing key “${wrong.event.routingKey}” is no announcement of announcements.json under its own course: ${JSON.stringify(body).slice(0, 160)}.`,
    evidence: [wrong.event.seq],
  }
}

function publishedTwice(wire: Wire): Seen | undefined {
  const messages = published(wire)
  const again = messages.find((publish, index) => messages.findIndex((other) => idIn(other) === idIn(publish)) < index)
  if (again === undefined) return undefined
  const first = messages.find((other) => idIn(other) === idIn(again))
  return { mistake: 'sent-twice', message: 'An announcement was published more than once.', evidence: some([first?.event.seq, again.event.seq]) }
}

/** A note about an announcement that did not come back, or about none at all. */
function notesTheRouted(wire: Wire): Seen | undefined {
  const returned = published(wire).filter(({ returnedBy }) => returnedBy !== undefined)
  const wrong = notes(wire).find((note) => !returned.some((publish) => idIn(publish) === idIn(note) && (publish.returnedBy ?? 0) < note.event.seq))
  if (wrong === undefined) return undefined
  return {
    mistake: 'notes-the-routed',
    message: `A note to ${NOTES} names no announcement that had come back by then: ${JSON.stringify(jsonOf(wrong.event.body) ?? null).slice(0, 120)}. Only basic.return tells which ones fitted no queue.`,
    evidence: [wrong.event.seq],
  }
}
