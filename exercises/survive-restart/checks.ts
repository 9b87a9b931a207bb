import { acksBeforeWork } from '@ackademy/wire/mistakes/acks-before-work.ts'
import { acksUnconfirmed } from '@ackademy/wire/mistakes/acks-unconfirmed.ts'
import { consumesNotAgain } from '@ackademy/wire/mistakes/consumes-not-again.ts'
import { diesWithConnection } from '@ackademy/wire/mistakes/dies-with-connection.ts'
import { givesUpReconnecting } from '@ackademy/wire/mistakes/gives-up-reconnecting.ts'
import { noAck } from '@ackademy/wire/mistakes/no-ack.ts'
import { noConfirms } from '@ackademy/wire/mistakes/no-confirms.ts'
import { noReconnect } from '@ackademy/wire/mistakes/no-reconnect.ts'
import { notDurable } from '@ackademy/wire/mistakes/not-durable.ts'
import { notPersistent } from '@ackademy/wire/mistakes/not-persistent.ts'
import { queueOfOneConnection } from '@ackademy/wire/mistakes/queue-of-one-connection.ts'
import { afterRestart } from '@ackademy/wire/mistakes/restarted.ts'
import { count, some } from '@ackademy/wire/mistakes/seen.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { grading, taken } from '../_kit/submissions.ts'
import { answered, answers, results } from '../_kit/work.ts'
import { GRADES, kept, SUBMISSIONS, waiting, wasRestarted } from './submissions.ts'

const noRestart = 'The broker was not restarted: the first submissions never got so far as a total and an acknowledgement.'
const notYet = (wire: Wire) => (wire.ended ? unchecked(noRestart) : open('Waiting for the restart of the broker.'))

export default {
  grades(wire) {
    const work = answered(wire, grading)
    const totals = answers(wire, grading)
    const mistake = firstOf(
      () => noAck(wire),
      () => acksBeforeWork(wire, work),
      () => noConfirms(results(wire, GRADES)),
      () => acksUnconfirmed(wire, totals),
    )
    if (mistake) return fail(mistake)
    const done = taken(wire).filter((delivery) => delivery.settledBy && work(delivery))
    const evidence = some(done.flatMap((delivery) => [work(delivery)?.event.seq, delivery.settledBy?.event.seq]))
    if (wasRestarted(wire) && done.length > 0) return pass(`${count(done.length, 'acknowledgement')}, each after the confirm of its total.`, evidence)
    return missing(wire, 'consumer', `Graded and acknowledged so far: ${done.length}.`, {
      mistake: 'no-work',
      message: `${count(taken(wire).length, 'submission')} delivered; ${done.length} of them got a right total in ${GRADES} and an acknowledgement.`,
      evidence: some([...taken(wire).map(({ event }) => event.seq), ...evidence, wire.deadline?.seq]),
    })
  },

  durable(wire) {
    const totals = results(wire, GRADES)
    const mistake = firstOf(
      ...[SUBMISSIONS, GRADES].flatMap((queue) => [() => notDurable(wire, queue), () => queueOfOneConnection(wire, queue)]),
      () => notPersistent(totals),
    )
    if (mistake) return fail(mistake)
    const declares = [SUBMISSIONS, GRADES].map((queue) => wire.all('queue.declare').find((declare) => declare.queue === queue && !declare.passive))
    const [submissions, grades] = declares
    if (submissions && grades && totals.length > 0)
      return pass(
        'Both queues are durable, and every total is persistent.',
        some([submissions.seq, grades.seq, ...totals.map(({ event }) => event.seq)]),
      )
    const undeclared = [SUBMISSIONS, GRADES].filter((_, index) => declares[index] === undefined)
    return missing(wire, 'consumer', 'Waiting for the queues and for totals.', {
      mistake: 'not-declared',
      message:
        undeclared.length > 0
          ? `Your program never declared ${undeclared.join(' and ')}. Nobody else does: declare both, with durable: true.`
          : `No total went to ${GRADES}, so there was nothing to keep.`,
      evidence: some([...declares.map((declare) => declare?.seq), ...totals.map(({ event }) => event.seq), wire.deadline?.seq]),
    })
  },

  reconnects(wire) {
    const after = afterRestart(wire, 'consumer')
    if (after === undefined) return notYet(wire)
    const mistake = firstOf(
      () => diesWithConnection(wire, 'consumer'),
      () => noReconnect(wire, 'consumer'),
      () => givesUpReconnecting(wire, 'consumer'),
      () => consumesNotAgain(wire, 'consumer'),
    )
    if (mistake) return fail(mistake)
    const { stop, start, dialled, connected, consumed, exit } = after
    if (start !== undefined && connected.length > 0 && consumed.length > 0 && exit === undefined)
      return pass(
        `The connection broke; your program dialled ${count(dialled.length, 'time')} and consumed again once the broker was back.`,
        some([stop, ...dialled, start, ...connected, ...consumed]),
      )
    return missing(wire, 'consumer', 'Waiting for your program to connect and consume again.', {
      mistake: 'no-reconnect',
      message: `Your program ${exit ? 'ended after it had connected again' : 'did not come back after the restart'}.`,
      evidence: some([stop, ...dialled, ...connected, exit?.seq, wire.deadline?.seq]),
    })
  },

  'nothing-lost'(wire) {
    if (!wasRestarted(wire)) return notYet(wire)
    if (!wire.ended) return open(`Looked at in a check: what lies in ${GRADES} after the restart.`)
    const without = wire.given.filter((given) => kept(wire, given).length === 0)
    const totals = wire.given.flatMap((given) => kept(wire, given))
    const asked = wire.all('broker.queue').map(({ seq }) => seq)
    const evidence = some([wire.last('lab.broker-stop')?.seq, ...asked, ...totals.map(({ seq }) => seq)])
    if (without.length === 0)
      return pass(
        `After the restart ${GRADES} holds a total for each of the ${wire.given.length} submissions${totals.length > wire.given.length ? `, and ${totals.length - wire.given.length} of them twice: that is allowed` : ''}.`,
        evidence,
      )
    const lost = without.length - waiting(wire)
    if (lost <= 0)
      return unchecked(`Nothing is lost so far: ${count(without.length, 'submission')} wait in ${SUBMISSIONS}, and nobody takes them any more.`)
    const totalled = answers(wire, grading)
    const had = without.filter(({ messageId }) =>
      taken(wire).some((delivery) => delivery.event.properties.messageId === messageId && totalled(delivery).length > 0),
    )
    return fail({
      mistake: 'lost-in-restart',
      message:
        `${count(lost, 'submission')} of ${wire.given.length} went missing: neither a total in ${GRADES} nor the submission in ${SUBMISSIONS} is left after the restart.` +
        (had.length > 0
          ? ` For ${had.length} of them a total had been published: the broker forgot it, or its queue.`
          : ' They were in a queue that did not outlive the restart.'),
      evidence: some([...evidence, ...without.map(({ seq }) => seq)]),
    })
  },
} satisfies Checks
