import { jsonOf } from '@ackademy/wire/message.ts'
import { endsBeforeConfirms } from '@ackademy/wire/mistakes/ends-before-confirms.ts'
import { noConfirms } from '@ackademy/wire/mistakes/no-confirms.ts'
import { notDurable } from '@ackademy/wire/mistakes/not-durable.ts'
import { notPersistent } from '@ackademy/wire/mistakes/not-persistent.ts'
import { count, some, type Seen } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { closes } from '../_kit/closes.ts'
import { given, isOrder, QUEUE, sent } from './orders.ts'

const nothingSent = `Nothing was sent to ${QUEUE}.`

export default {
  'sends-each'(wire) {
    const orders = given(wire)
    const messages = sent(wire)
    const mistake = firstOf(
      () => notAnOrder(wire),
      () => sentTwice(wire),
    )
    if (mistake) return fail(mistake)
    const arrived = orders.filter((order) => messages.some((publish) => publish.lost === undefined && isOrder(order, publish)))
    if (orders.length > 0 && arrived.length === orders.length)
      return pass(`All ${orders.length} orders went out once each, as JSON.`, some(messages.map(({ event }) => event.seq)))
    return missing(wire, 'producer', `Sent so far: ${arrived.length} of ${orders.length}.`, {
      mistake: 'orders-missing',
      message: tooFew(wire, arrived.length, orders.length),
      evidence: some([...messages.map(({ event }) => event.seq), wire.last('process.exit')?.seq, wire.deadline?.seq]),
    })
  },

  durable(wire) {
    const messages = sent(wire)
    const mistake = firstOf(
      () => notDurable(wire, QUEUE),
      () => notPersistent(messages),
    )
    if (mistake) return fail(mistake)
    const declares = wire.all('queue.declare').filter((declare) => declare.queue === QUEUE && declare.durable)
    const declared = declares.find((declare) => wire.all('queue.declare-ok').some((ok) => ok.seq > declare.seq && ok.queue === QUEUE))
    if (declared && messages.length > 0)
      return pass('The queue is durable and every message is persistent.', some([declared.seq, ...messages.map(({ event }) => event.seq)]))
    if (messages.length === 0) return wire.ended ? unchecked(nothingSent) : open(nothingSent)
    return missing(wire, 'producer', `Waiting for queue.declare of ${QUEUE}.`, {
      mistake: 'not-declared',
      message: `Your program never declared the queue ${QUEUE}. Without it the default exchange drops what is sent there, and even confirms it: declare it with durable: true first.`,
      evidence: some(messages.map(({ event }) => event.seq)),
    })
  },

  confirmed(wire) {
    const messages = sent(wire)
    if (messages.length === 0) return wire.ended ? unchecked(nothingSent) : open(nothingSent)
    const mistake = firstOf(
      () => noConfirms(messages),
      () => endsBeforeConfirms(wire, messages),
    )
    if (mistake) return fail(mistake)
    if (messages.every((publish) => publish.confirmedBy !== undefined) && messages.length >= given(wire).length) {
      return pass(
        `All ${count(messages.length, 'message')} were confirmed while your program was still there.`,
        some(messages.map((publish) => publish.confirmedBy)),
      )
    }
    return wire.ended ? unchecked('Not every message was confirmed.') : open('Waiting for the broker’s confirms.')
  },

  closes: closes('producer', 'Call await connection.close() once everything is confirmed.'),
} satisfies Checks

function tooFew(wire: Wire, arrived: number, orders: number): string {
  const messages = sent(wire)
  const left = wire.all('process.exit').some(({ by }) => by === 'itself')
  if (messages.length === 0 && !left) return `None of the ${orders} orders was sent: no basic.publish to ${QUEUE} was seen.`
  const why = messages.some(({ lost }) => lost)
    ? 'The others were sent after connection.close, when a broker no longer listens: it overtook them in the client’s buffer.'
    : left
      ? 'A program that ends right after publish() takes what is still in its buffer with it.'
      : 'Your program sent no more, and was still running.'
  return `Only ${arrived} of ${orders} orders reached the broker. ${why}`
}

function notAnOrder(wire: Wire): Seen | undefined {
  const orders = given(wire)
  const wrong = sent(wire).find((publish) => !orders.some((order) => isOrder(order, publish)))
  if (wrong === undefined || orders.length === 0) return undefined
  const body = jsonOf(wrong.event.body)
  return {
    mistake: 'not-an-order',
    message:
      body === undefined
        ? `A message to ${QUEUE} is not JSON. Send Buffer.from(JSON.stringify(order)).`
        : `A message to ${QUEUE} is no order of orders.json: ${JSON.stringify(body).slice(0, 160)}. Read the file at each run, and send each order as it is.`,
    evidence: [wrong.event.seq],
  }
}

function sentTwice(wire: Wire): Seen | undefined {
  const messages = sent(wire)
  const again = messages.find((publish, index) => messages.findIndex((other) => other.event.body.sha256 === publish.event.body.sha256) < index)
  if (again === undefined) return undefined
  const first = messages.find((other) => other.event.body.sha256 === again.event.body.sha256)
  return { mistake: 'sent-twice', message: 'An order was sent more than once.', evidence: some([first?.event.seq, again.event.seq]) }
}
