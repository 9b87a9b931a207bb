// What later events of a Recording tell of earlier ones: which frames were held at the tap, which the broker ignored, which messages
// came back, and in which queue a message turned up whose route was on no wire.
import type { Event, Recording } from '@ackademy/contract/recording.ts'
import { keyOf } from './message.ts'
import { Wire } from './wire.ts'

export interface Foresight {
  /** Events that were held, by their numbers. */
  readonly held: ReadonlyMap<number, Event>
  /** Numbers of what a program said on a channel after the broker had met a fault there, and before it had closed the channel. */
  readonly ignored: ReadonlySet<number>
  /** Numbers of the publishes that were returned. */
  readonly returned: ReadonlySet<number>
  /** Queues the broker said it does not have, and nobody made. */
  readonly missing: ReadonlySet<string>
  /** Numbers of the declarations that made a queue: it was empty then, and had no consumer. */
  readonly made: ReadonlyMap<string, number>
  /** The queues a message was first delivered from, by its key. */
  readonly deliveredFrom: ReadonlyMap<string, ReadonlySet<string>>
}

export function foresee({ events }: Pick<Recording, 'events'>): Foresight {
  const wire = new Wire()
  for (const event of events) wire.add(event)
  const bySeq = new Map(events.map((event) => [event.seq, event]))
  const held = wire.all('lab.hold').flatMap(({ heldSeq }) => bySeq.get(heldSeq) ?? [])
  return {
    held: new Map(held.map((event) => [event.seq, event])),
    ignored: ignoredFrames(wire),
    returned: returnedPublishes(wire),
    missing: missingQueues(wire),
    made: madeQueues(wire),
    deliveredFrom: firstQueues(wire),
  }
}

/** The fault is told where it is an acknowledgement of what the channel does not hold: that is the first such one. */
function ignoredFrames(wire: Wire): Set<number> {
  const ignored = new Set<number>()
  for (const close of wire.all('channel.close')) {
    if (close.from !== 'broker') continue
    const onIt = (event: Event) =>
      event.source === 'amqp' && 'channel' in event && event.connection === close.connection && event.channel === close.channel
    const opened = wire.all('channel.open').findLast((open) => onIt(open) && open.seq < close.seq)?.seq ?? 0
    const fault = wire.settlements.find(({ event, covers, stray }) => onIt(event) && event.seq > opened && (stray ?? covers.length === 0))
    if (fault === undefined || fault.event.seq > close.seq) continue
    for (const event of wire.events)
      if (
        onIt(event) &&
        event.seq > fault.event.seq &&
        event.seq < close.seq &&
        PROGRAM_SAYS.has(event.type) &&
        !('from' in event && event.from === 'broker')
      )
        ignored.add(event.seq)
  }
  return ignored
}

const PROGRAM_SAYS: ReadonlySet<string> = new Set(['basic.publish', 'basic.ack', 'basic.nack', 'basic.reject', 'basic.recover'])

/** A return names no tag: it is the oldest publish alike on its channel that did not come back yet. */
function returnedPublishes(wire: Wire): Set<number> {
  const returned = new Set<number>()
  for (const back of wire.all('basic.return')) {
    const publish = wire
      .all('basic.publish')
      .find(
        (one) =>
          one.seq < back.seq &&
          !returned.has(one.seq) &&
          one.mandatory &&
          one.connection === back.connection &&
          one.channel === back.channel &&
          one.exchange === back.exchange &&
          one.routingKey === back.routingKey &&
          one.body.sha256 === back.body.sha256,
      )
    if (publish) returned.add(publish.seq)
  }
  return returned
}

function missingQueues(wire: Wire): Set<string> {
  const there = new Set([...wire.all('queue.declare-ok'), ...wire.all('lab.queue')].map(({ queue }) => queue))
  return new Set(wire.all('broker.queue').flatMap(({ exists, queue }) => (exists || there.has(queue) ? [] : [queue])))
}

function madeQueues(wire: Wire): Map<string, number> {
  const made = new Map<string, number>()
  const known = new Set<string>()
  for (const event of wire.events) {
    if (event.type === 'queue.declare-ok' && event.messageCount === 0 && event.consumerCount === 0 && !known.has(event.queue))
      made.set(event.queue, event.seq)
    if (
      event.type === 'queue.declare-ok' ||
      event.type === 'basic.consume' ||
      event.type === 'lab.queue' ||
      (event.type === 'broker.queue' && event.exists)
    )
      known.add(event.queue)
  }
  return made
}

function firstQueues(wire: Wire): Map<string, Set<string>> {
  const queues = new Map<string, Set<string>>()
  for (const { event, queue } of wire.deliveries) {
    const deadLettered = event.properties.headers?.['x-death'] !== undefined
    if (queue === undefined || queue === '' || deadLettered) continue
    const key = keyOf(event)
    queues.set(key, (queues.get(key) ?? new Set()).add(queue))
  }
  return queues
}
