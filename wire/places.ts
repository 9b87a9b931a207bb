// Where every message is after each event: what a film of a Recording is made of.
//
//   program ──▶ (tap) ──▶ exchange ──▶ queue ──▶ consumer ──▶ gone
//      ▲                     │           ▲          │
//      └────── returned ─────┘           └─ requeue ┘     or on to a dead-letter exchange
//
// The broker's inside is on no wire: a route is reasoned from what programs declared, and a delivery corrects it. Where a message is
// delivered from, there it was.
import type { AmqpEvent, Event, Recording } from '@ackademy/contract/recording.ts'
import { Copies, type Copy, type Move, type Place } from './copies.ts'
import { foresee, type Foresight } from './foresight.ts'
import { removalBy, type Removal } from './management.ts'
import { keyOf, type Delivery, type Settlement } from './message.ts'
import { QueueEnds } from './queue-ends.ts'
import { Topology } from './topology.ts'
import { Wire, type Of } from './wire.ts'

type Published = Of<'basic.publish'> | Of<'lab.publish'>

export class Places {
  /** What is joined so far. */
  readonly wire = new Wire()
  readonly topology = new Topology()
  readonly #ends = new QueueEnds()
  readonly #foresight: Foresight
  readonly #copies = new Copies()
  readonly #out = new Map<Delivery, number>()
  /** The copies a publish became, by its number. */
  readonly #became = new Map<number, number[]>()
  /** The queue a channel asked to purge or delete. */
  readonly #emptying = new Map<string, string>()

  constructor(recording: Pick<Recording, 'events'>) {
    this.#foresight = foresee(recording)
  }

  get copies(): readonly Copy[] {
    return this.#copies.all
  }

  copy(id: number): Copy | undefined {
    return this.#copies.get(id)
  }

  /** What a publish became, by its number. */
  copiesOf(publish: number): readonly Copy[] {
    return (this.#became.get(publish) ?? []).flatMap((id) => this.#copies.get(id) ?? [])
  }

  /** What a release lets pass or throws away. */
  heldBy({ heldSeq }: Of<'lab.release'>): Event | undefined {
    return this.#foresight.held.get(heldSeq)
  }

  isHeld(event: Event): boolean {
    return this.#foresight.held.has(event.seq)
  }

  /** The broker is closing the channel it is said on. */
  isIgnored(event: Event): boolean {
    return this.#foresight.ignored.has(event.seq)
  }

  /** What moved by it. A held frame has its effect when it is released, and none when it is dropped. */
  add(event: Event): readonly Move[] {
    const waits = this.isHeld(event)
    if (!waits && !this.isIgnored(event)) this.#take(event)
    else if (event.type === 'basic.publish') this.#arrive(event, [], waits ? { at: 'tap', program: event.program } : { at: 'gone', why: 'dropped' })
    if (event.type === 'lab.release') this.#release(event)
    return this.#copies.takeMoves()
  }

  #release(release: Of<'lab.release'>): void {
    const event = this.heldBy(release)
    if (event !== undefined && !release.dropped) this.#take(event)
    else for (const { id } of this.copiesOf(release.heldSeq)) this.#copies.move(id, [], { at: 'gone', why: 'dropped' })
  }

  #take(event: Event): void {
    this.wire.add(event)
    if (event.source === 'lab' || event.source === 'amqp') this.topology.add(event)
    if (event.type === 'lab.publish') return this.#route(event)
    if (event.type === 'lab.take') return this.#taken(event)
    if (event.type === 'lab.broker-start') return this.#restart()
    if (event.type === 'lab.queue-delete') return this.#empty(event.queue, true)
    if (event.type === 'http.response') return this.#removed(removalBy(event, this.wire))
    if (event.source !== 'amqp') return
    this.#amqp(event)
    if (GIVES_BACK.has(event.type)) for (const [delivery, id] of this.#out) if (delivery.returnedBy === event.seq) this.#requeue(delivery, id)
    for (const queue of this.#ends.add(event, (name) => ('channel' in event ? this.topology.named(event, name) : name))) {
      this.topology.drop(queue)
      this.#empty(queue, true)
    }
    if (event.type === 'socket.end' && !event.afterClose) this.#die(event.program)
  }

  /** All connections have ended by now: what was held is back in its queue. */
  #restart(): void {
    const gone = this.topology.restart()
    for (const { id, place, persistent } of this.copies)
      if (place.at === 'queue' && (!persistent || gone.includes(place.queue))) this.#copies.move(id, [], { at: 'gone', why: 'transient' })
  }

  /** The lab took it from its queue, wherever it was thought to be. */
  #taken(event: Of<'lab.take'>): void {
    const from: Place = { at: 'queue', queue: event.queue }
    const found = this.#copies.deliverable(keyOf(event), event.queue)
    const id = found?.id ?? this.#copies.appear(event, undefined, [], from)
    this.#copies.move(id, found && !sameQueue(found.place, event.queue) ? [{ at: 'exchange', exchange: event.exchange }, from] : [], {
      at: 'gone',
      why: 'acked',
    })
  }

  #amqp(event: AmqpEvent): void {
    switch (event.type) {
      case 'basic.publish':
        if (this.wire.publishes.at(-1)?.lost === undefined) return this.#route(event)
        return this.#arrive(event, [], { at: 'gone', why: 'dropped' })
      case 'basic.return':
        return this.#giveBack(event)
      case 'basic.deliver':
      case 'basic.get-ok':
        return this.#deliver(this.wire.deliveries.at(-1))
      case 'basic.ack':
      case 'basic.nack':
      case 'basic.reject':
        if (event.type !== 'basic.reject' && event.from === 'broker') return this.#confirm(event.seq)
        return this.#settle(this.wire.settlements.at(-1))
      case 'queue.purge':
      case 'queue.delete':
        this.#emptying.set(`${event.connection}/${event.channel}`, this.topology.named(event, event.queue))
        return
      case 'queue.purge-ok':
      case 'queue.delete-ok':
        return this.#empty(this.#emptying.get(`${event.connection}/${event.channel}`), event.type === 'queue.delete-ok')
      default:
      // the others move no message
    }
  }

  #route(event: Published): void {
    const exchange: Place = { at: 'exchange', exchange: event.exchange }
    const queues = this.#queuesFor(event)
    if (this.#foresight.returned.has(event.seq)) this.#arrive(event, [], { ...exchange, unrouted: true })
    else if (queues === undefined) this.#arrive(event, [], exchange)
    else if (queues.length === 0) this.#arrive(event, [exchange], { at: 'gone', why: 'unrouted' })
    else for (const queue of queues) this.#arrive(event, [exchange], { at: 'queue', queue })
    this.#worked(event)
  }

  #queuesFor(event: Published): readonly string[] | undefined {
    if (this.#foresight.returned.has(event.seq)) return []
    const seen = [...(this.#foresight.deliveredFrom.get(keyOf(event)) ?? [])]
    const { missing, made } = this.#foresight
    const isThere = (queue: string) => !missing.has(queue) && (made.get(queue) ?? 0) < event.seq
    const routes = this.topology.routes(event.exchange, event.routingKey)?.filter(isThere)
    return (routes === undefined || routes.length === 0) && seen.length > 0 ? seen : routes
  }

  /** A publish becomes a copy, or goes on from where it was held, or turns out to be what was delivered before its publish was recorded. */
  #arrive(event: Published, via: readonly Place[], to: Place): void {
    const became = this.#became.get(event.seq) ?? []
    this.#became.set(event.seq, became)
    const waiting = became.find((id) => this.#copies.get(id)?.place.at === 'tap')
    if (waiting !== undefined) return this.#copies.move(waiting, via, to)
    const publisher = event.source === 'lab' ? 'lab' : event.program
    const early = this.#copies.unpublished(keyOf(event))
    if (early) this.#copies.tell(early.id, { publisher })
    became.push(early?.id ?? this.#copies.appear(event, publisher, via, to))
  }

  #deliver(delivery: Delivery | undefined): void {
    if (delivery === undefined) return
    const { event, noAck } = delivery
    const queue = this.#queueOf(delivery)
    const from: Place = { at: 'queue', queue }
    const to: Place = { at: 'consumer', program: event.program, queue, kept: !noAck }
    const found = this.#copies.deliverable(keyOf(event), queue)
    // not where it was thought to be: it came by the exchange the delivery names
    const elsewhere = found !== undefined && !sameQueue(found.place, queue)
    if (found) this.#copies.move(found.id, elsewhere ? [{ at: 'exchange', exchange: event.exchange }, from] : [], to)
    const id = found?.id ?? this.#copies.appear(event, undefined, [from], to)
    this.#copies.tell(id, { holder: event.program, returned: event.redelivered })
    if (!noAck) this.#out.set(delivery, id)
  }

  #settle(settlement: Settlement | undefined): void {
    const event = settlement?.event
    if (event === undefined) return
    for (const delivery of settlement?.covers ?? []) {
      const id = this.#out.get(delivery)
      if (id === undefined) continue
      this.#out.delete(delivery)
      if (event.type === 'basic.ack') this.#copies.move(id, [], { at: 'gone', why: 'acked' })
      else if (event.requeue) this.#requeue(delivery, id)
      else this.#reject(delivery, id)
    }
  }

  #reject(delivery: Delivery, id: number): void {
    const queue = this.#queueOf(delivery)
    const to = this.topology.deadLettering(queue)
    const queues = to && this.topology.routes(to.exchange, to.routingKey ?? delivery.event.routingKey)
    if (to === undefined || queues?.length === 0) return this.#copies.move(id, [], { at: 'gone', why: 'rejected' })
    const exchange: Place = { at: 'exchange', exchange: to.exchange }
    const from: Place = { at: 'queue', queue }
    this.#copies.tell(id, { returned: false })
    this.#copies.goLast(id)
    if (queues === undefined) return this.#copies.move(id, [from], exchange)
    for (const [index, other] of queues.entries()) {
      const there: Place = { at: 'queue', queue: other }
      if (index === 0) this.#copies.move(id, [from, exchange], there)
      else this.#copies.appear(delivery.event, this.#copies.get(id)?.publisher, [from, exchange], there)
    }
  }

  #requeue(delivery: Delivery, id: number): void {
    this.#out.delete(delivery)
    this.#copies.tell(id, { returned: true })
    this.#copies.move(id, [], { at: 'queue', queue: this.#queueOf(delivery) })
  }

  #queueOf({ event, queue = '' }: Delivery): string {
    return this.topology.named(event, queue)
  }

  #confirm(seq: number): void {
    const confirmed = this.wire.answeredBy(seq).filter(({ confirmedBy }) => confirmedBy === seq)
    for (const { id } of confirmed.flatMap(({ event }) => this.copiesOf(event.seq))) this.#copies.tell(id, { confirmed: true })
  }

  #giveBack(event: Of<'basic.return'>): void {
    const back = this.copies.find(({ key, place, publisher }) => key === keyOf(event) && publisher === event.program && place.at === 'exchange')
    if (back) this.#copies.move(back.id, [], { at: 'program', program: event.program })
  }

  #empty(queue: string | undefined, all: boolean): void {
    for (const { id, place } of this.copies)
      if ((place.at === 'queue' || (all && place.at === 'consumer' && place.kept)) && place.queue === queue)
        this.#copies.move(id, [], { at: 'gone', why: 'removed' })
  }

  /** By the management. */
  #removed(removal: Removal | undefined): void {
    if (removal === undefined) return
    const { by, queue, count } = removal
    if (by !== 'get') {
      if (by === 'delete') this.topology.drop(queue)
      return this.#empty(queue, by === 'delete')
    }
    const shown = this.copies.filter(({ place }) => sameQueue(place, queue)).slice(0, count)
    for (const { id } of shown) this.#copies.move(id, [], { at: 'gone', why: 'removed' })
  }

  /** A result says that the work on a message is done: where the broker keeps nothing of that one, it is over with it. */
  #worked(event: Published): void {
    const about = this.#copies.labelOf(event).resultOf
    if (about === undefined) return
    for (const { id, place } of this.#copies.labelled(about))
      if (place.at === 'consumer' && !place.kept) this.#copies.move(id, [], { at: 'gone', why: 'worked' })
  }

  /**
   * What a program had taken and the broker has forgotten is lost with it. Of what it had acknowledged that is said only where it was killed,
   * its work leaves results, and this one has none.
   */
  #die(program: string): void {
    const results = this.copies.filter(({ label, place }) => label.resultOf !== undefined && place.at !== 'tap' && !isGone(place, 'dropped'))
    const killed = this.wire.last('lab.kill')?.program === program && results.some(({ publisher }) => publisher === program)
    const resulted = new Set(results.map(({ label }) => label.resultOf))
    for (const { id, label, holder, place } of this.copies) {
      if (holder !== program || resulted.has(label)) continue
      if ((place.at === 'consumer' && !place.kept) || (killed && isGone(place, 'acked'))) this.#copies.move(id, [], { at: 'gone', why: 'lost' })
    }
  }
}

/** What may end a channel, or have it give back what it holds. */
const GIVES_BACK: ReadonlySet<string> = new Set(['channel.close', 'channel.close-ok', 'connection.close', 'socket.end', 'basic.recover'])

const isGone = (place: Place, why: 'acked' | 'dropped'): boolean => place.at === 'gone' && place.why === why

const sameQueue = (place: Place, queue: string): boolean => place.at === 'queue' && place.queue === queue
