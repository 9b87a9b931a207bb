// The mistakes that are mistakes in any program: no rule here needs to know what the program is for, what its queues are called, or what
// somebody else declared. What a team may do on purpose (no confirms, transient messages in a transient queue) is left out.
import { queuesOf } from '../declarations.ts'
import type { Publish } from '../message.ts'
import type { Wire } from '../wire.ts'
import { acksOnAnotherChannel } from './acks-on-another-channel.ts'
import { acksTwice } from './acks-twice.ts'
import { exclusiveByName } from './exclusive-by-name.ts'
import { globalPrefetch } from './global-prefetch.ts'
import { leavesUnacked } from './leaves-unacked.ts'
import { neverAcks } from './never-acks.ts'
import { noAck } from './no-ack.ts'
import { noPrefetch } from './no-prefetch.ts'
import { notPersistent } from './not-persistent.ts'
import { prefetchAfterConsume } from './prefetch-after-consume.ts'
import { requeuesForever } from './requeues-forever.ts'
import { some, type Seen } from './seen.ts'

/** More than this many deliveries ahead of its acknowledgements is no prefetch anybody chose. */
const AHEAD = 100

const RULES: readonly ((wire: Wire) => Seen | undefined)[] = [
  noAck,
  neverAcks,
  leavesUnacked,
  acksTwice,
  acksOnAnotherChannel,
  (wire) => noPrefetch(wire, AHEAD),
  prefetchAfterConsume,
  globalPrefetch,
  requeuesForever,
  exclusiveByName,
  (wire) => notPersistent(toDurable(wire)),
]

/** Each mistake at most once, in the rules' order; then what the broker refused and no rule has words for. */
export function anywhere(wire: Wire): Seen[] {
  const seen = RULES.flatMap((rule) => rule(wire) ?? [])
  const told = new Set(seen.flatMap(({ evidence }) => evidence))
  const refusals = wire.refusals.filter(({ seq }) => !told.has(seq))
  const first = refusals[0]
  if (first === undefined) return seen
  const what = first.type === 'channel.close' ? `channel ${first.channel}` : 'the connection'
  const message = `RabbitMQ closed ${what}: ${first.replyCode} ${first.replyText}. All that was unacknowledged there goes back to its queue.`
  return [...seen, { mistake: 'refused', message, evidence: some(refusals.map(({ seq }) => seq)) }]
}

/** To a queue by its name, which was declared durable here: who declares that wants its messages kept. */
function toDurable(wire: Wire): Publish[] {
  const durable = new Set(queuesOf(wire).flatMap(({ name, event }) => (event.durable ? [name] : [])))
  return wire.publishes.filter(({ event }) => event.exchange === '' && durable.has(event.routingKey))
}
