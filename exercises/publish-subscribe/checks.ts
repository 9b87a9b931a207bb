import { bindsTooLate } from '@ackademy/wire/mistakes/binds-too-late.ts'
import { deletesExchange } from '@ackademy/wire/mistakes/deletes-exchange.ts'
import { diesHolding } from '@ackademy/wire/mistakes/dies-holding.ts'
import { exclusiveByName } from '@ackademy/wire/mistakes/exclusive-by-name.ts'
import { leavesQueueBehind } from '@ackademy/wire/mistakes/leaves-queue-behind.ts'
import { leavesUnacked } from '@ackademy/wire/mistakes/leaves-unacked.ts'
import { neverAcks } from '@ackademy/wire/mistakes/never-acks.ts'
import { notBound } from '@ackademy/wire/mistakes/not-bound.ts'
import { count, some } from '@ackademy/wire/mistakes/seen.ts'
import { sharesOneQueue } from '@ackademy/wire/mistakes/shares-one-queue.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import { fail, firstOf, missing, open, pass, unchecked, type Checks } from '../_kit/check.ts'
import { done, due, EXCHANGE, ready, shownFor, SITES } from './enrolments.ts'

const waiting = (wire: Wire) => SITES.filter((site) => consumesOf(wire, site).length > 0)
const consumesOf = (wire: Wire, site: string) => [...wire.all('basic.consume'), ...wire.all('basic.get')].filter(({ program }) => program === site)
/** Not every instance can be looked at in a free run: there the learner starts one after the other. */
const absent = (wire: Wire) => SITES.find((site) => !waiting(wire).includes(site)) ?? 'site-1'

export default {
  'own-queue'(wire) {
    const mistake = firstOf(
      () => exclusiveByName(wire),
      () => sharesOneQueue(wire, SITES),
    )
    if (mistake) return fail(mistake)
    const first = SITES.map((site) => consumesOf(wire, site)[0])
    if (waiting(wire).length === SITES.length)
      return pass('Each instance takes its messages from a queue of its own.', some(first.map((event) => event?.seq)))
    return missing(wire, absent(wire), 'Waiting for both instances to consume.', {
      mistake: 'consumes-nothing',
      message: `${absent(wire)} never began to consume, so it has no queue to hear from.`,
      evidence: some([...first.map((event) => event?.seq), wire.deadline?.seq]),
    })
  },

  'gets-all'(wire) {
    const mistake = firstOf(
      () => deletesExchange(wire, EXCHANGE),
      () => bindsTooLate(wire, EXCHANGE),
      () => notBound(wire, EXCHANGE, SITES),
      () => diesHolding(wire),
    )
    if (mistake) return fail(mistake)
    const lists = SITES.map((site) => ({ site, all: due(wire, site), right: due(wire, site).flatMap((given) => shownFor(wire, site, given) ?? []) }))
    const evidence = some(lists.flatMap(({ right }) => right.map(({ event }) => event.seq)))
    if (waiting(wire).length === SITES.length && lists.every(({ all, right }) => all.length > 0 && right.length === all.length))
      return pass(`Each instance showed every enrolment of its time: ${lists.map(({ site, all }) => `${site} ${all.length}`).join(', ')}.`, evidence)
    const behind = lists.find(({ all, right }) => all.length === 0 || right.length < all.length)?.site ?? 'site-1'
    const soFar = lists.map(({ site, all, right }) => `${site} ${right.length} of ${all.length}`).join(', ')
    return missing(wire, behind, `Shown so far: ${soFar}.`, {
      mistake: 'misses-messages',
      message: `Not every enrolment was shown on every instance: ${soFar}. For each message of ${EXCHANGE} each instance publishes { id, free } to the queue shown.`,
      evidence: some([...evidence, wire.deadline?.seq]),
    })
  },

  settles(wire) {
    const mistake = firstOf(
      () => neverAcks(wire),
      () => leavesUnacked(wire),
    )
    if (mistake) return fail(mistake)
    const { deliveries } = wire
    if (deliveries.length === 0) return wire.ended ? unchecked('Nothing was delivered.') : open('Nothing was delivered yet.')
    const settled = deliveries.filter((delivery) => delivery.noAck || delivery.settledBy)
    if (SITES.every((site) => due(wire, site).length > 0 && done(wire, site)) && settled.length === deliveries.length)
      return pass(
        `Nothing was left unacknowledged: ${count(deliveries.length, 'delivery', 'deliveries')} settled.`,
        some(settled.map(({ event }) => event.seq)),
      )
    return wire.ended ? unchecked('Not every enrolment was delivered and shown.') : open(`Settled so far: ${settled.length} of ${deliveries.length}.`)
  },

  'leaves-nothing'(wire) {
    const mistake = leavesQueueBehind(wire)
    if (mistake) return fail(mistake)
    if (!wire.ended) return open('Whether a queue is left behind is looked at in a check only.')
    const asked = wire.all('broker.queue')
    const crashed = wire.all('lab.kill').length > 0 && wire.all('lab.hold').some(({ program }) => program === 'site-2')
    if (asked.length > 0 && crashed && SITES.every((site) => ready(wire, site) || site === 'site-2'))
      return pass('Stopped or killed, the instances left no queue behind.', some([wire.last('lab.kill')?.seq, ...asked.map(({ seq }) => seq)]))
    return unchecked('The instances declared no queue that could be left behind.')
  },
} satisfies Checks
