import { forgetsAwait } from '@ackademy/wire/mistakes/forgets-await.ts'
import { noChannel } from '@ackademy/wire/mistakes/no-channel.ts'
import { notDurable } from '@ackademy/wire/mistakes/not-durable.ts'
import { count, some } from '@ackademy/wire/mistakes/seen.ts'
import { sendsToNoQueue } from '@ackademy/wire/mistakes/sends-to-no-queue.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, type Checks } from '../_kit/check.ts'
import { closes } from '../_kit/closes.ts'

const QUEUE = 'greetings'
const sent = (wire: Wire) => wire.publishes.filter(({ event }) => event.exchange === '' && event.routingKey === QUEUE)

export default {
  connects(wire) {
    const opened = wire.all('channel.open-ok')[0]
    if (opened) return pass('Your program connected and opened a channel.', some([wire.all('connection.open-ok')[0]?.seq, opened.seq]))
    const mistake = firstOf(
      () => forgetsAwait(wire),
      () => noChannel(wire),
    )
    if (mistake) return fail(mistake)
    return missing(wire, 'sender', 'Waiting for a connection and a channel.', {
      mistake: 'never-connects',
      message: 'Your program ended without a connection and a channel.',
      evidence: some([wire.last('process.exit')?.seq, wire.deadline?.seq]),
    })
  },

  declares(wire) {
    const mistake = notDurable(wire, QUEUE)
    if (mistake) return fail(mistake)
    const declared = wire.all('queue.declare').find((declare) => declare.queue === QUEUE && declare.durable)
    const answer = wire.all('queue.declare-ok').find((ok) => ok.queue === QUEUE && ok.seq > (declared?.seq ?? 0))
    if (declared && answer) return pass(`The queue ${QUEUE} is there, and durable.`, [declared.seq, answer.seq])
    const others = [...new Set(wire.all('queue.declare').map((declare) => declare.queue))].join(', ')
    return missing(wire, 'sender', `Waiting for queue.declare of ${QUEUE}.`, {
      mistake: 'not-declared',
      message: `Your program never declared the queue ${QUEUE}${others === '' ? '' : `; it declared ${others}`}. Call channel.assertQueue('${QUEUE}', { durable: true }).`,
      evidence: some([...wire.all('queue.declare').map(({ seq }) => seq), wire.last('process.exit')?.seq, wire.deadline?.seq]),
    })
  },

  sends(wire) {
    const mistake = sendsToNoQueue(wire, wire.publishes)
    if (mistake) return fail(mistake)
    const messages = sent(wire)
    const numbers = messages.map(({ event }) => event.seq)
    const state = wire.all('broker.queue').findLast(({ queue }) => queue === QUEUE)
    if (messages.length > 0 && state && state.messagesReady > 0)
      return pass(
        `${count(state.messagesReady, 'message')} ${state.messagesReady === 1 ? 'lies' : 'lie'} in ${QUEUE}: the broker says so.`,
        some([...numbers, state.seq]),
      )
    if (messages.length > 0 && !wire.ended)
      return open('A message was sent; at the end of a check the lab asks the broker whether it is in the queue.')
    return missing(wire, 'sender', `Waiting for a message to ${QUEUE}.`, {
      mistake: 'nothing-sent',
      message:
        messages.length === 0
          ? `No message to ${QUEUE} came over the wire. sendToQueue only puts it into a buffer: a program that ends at once takes it with it.`
          : `A message was sent, but ${QUEUE} is empty: it was taken out again, or came after the connection was closed.`,
      evidence: some([...numbers, state?.seq, wire.last('process.exit')?.seq, wire.deadline?.seq]),
    })
  },

  closes: closes('sender', 'Call await channel.close(), then await connection.close(), as the last thing.'),
} satisfies Checks
