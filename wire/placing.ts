// Events placed one by one as lanes, bars and marks: who has each message, from which event to which.
import type { Event } from '@ackademy/contract/recording.ts'
import type { Copy, Move } from './copies.ts'
import { Lane, type Bar, type End, type LaneKind, type LaneName } from './lane.ts'
import { markOf, type Mark } from './marks.ts'
import { Places } from './places.ts'
import { SeenBroker, type Seen } from './seen-broker.ts'
import type { Of } from './wire.ts'

export class Placing {
  readonly marks: Mark[] = []
  readonly #places: Places
  readonly #broker: SeenBroker
  readonly #lanes = new Map<string, Lane>()
  readonly #barsOf = new Map<number, Bar[]>()
  /** Where each copy is now. */
  readonly #standing = new Map<number, Bar>()
  /** Publishes without an answer so far, by their numbers. */
  readonly #unanswered = new Map<number, { bar: Bar; connection: number }>()
  readonly #prefetch = new Map<string, number>()
  /** The queues a program consumes from. */
  readonly #consumed = new Set<string>()
  #taken = 0

  /** `foreseen`: the events that are known already, none of which is placed yet. */
  constructor(foreseen: readonly Event[]) {
    this.#places = new Places({ events: foreseen })
    this.#broker = new SeenBroker(this.#places)
  }

  /** From who publishes by the queue to who consumes, then what that one publishes, and to where; each in the order in which they were first met. */
  get lanes(): readonly Lane[] {
    const lanes = [...this.#lanes.values()]
    const consumers = new Set(lanes.flatMap(({ named }) => (named.kind === 'consumer' ? [named.name] : [])))
    const rank = ({ named: { kind, name } }: Lane): number => {
      if (kind === 'program') return consumers.has(name) ? 4 : 0
      if (kind === 'queue') return this.#consumed.has(name) ? 2 : 5
      return kind === 'exchange' ? 1 : 3
    }
    return lanes.sort((a, b) => rank(a) - rank(b))
  }

  get broker(): Seen {
    return this.#broker.now
  }

  /** How many events are placed. */
  get taken(): number {
    return this.#taken
  }

  /** How many copies there are; they are numbered from 1. */
  get size(): number {
    return this.#barsOf.size
  }

  copy(id: number): Copy | undefined {
    return this.#places.copy(id)
  }

  /** Where it stands now, and since when. */
  standing(id: number): Bar | undefined {
    return this.#standing.get(id)
  }

  barsOf(id: number): readonly Bar[] {
    return this.#barsOf.get(id) ?? []
  }

  add(event: Event): void {
    const index = this.#taken++
    const moves = this.#places.add(event)
    const waits = this.#places.isHeld(event) || this.#places.isIgnored(event)
    const frame = event.type === 'lab.release' && !event.dropped ? (this.#places.heldBy(event) ?? event) : event
    if (!waits) this.#effect(frame, index)
    for (const move of moves) this.#move(move, index, frame)
    this.#broker.add(frame, moves, waits)
    const mark = waits ? undefined : markOf(event, index, this.#places.wire)
    if (mark) this.marks.push(mark)
  }

  #lane(kind: LaneKind, name: string, on?: { connection: number; channel: number }): Lane {
    const key = `${kind} ${on ? `${on.connection}/${on.channel} ` : ''}${name}`
    const known = this.#lanes.get(key)
    if (known) return known
    const named: LaneName = { kind, name, ...(on && { connection: on.connection, channel: on.channel }) }
    const lane = new Lane(named, this.#taken - 1)
    if (on) lane.prefetch = this.#prefetch.get(`${on.connection}/${on.channel}`)
    this.#lanes.set(key, lane)
    return lane
  }

  #effect(frame: Event, index: number): void {
    switch (frame.type) {
      case 'lab.publish':
      case 'basic.publish':
        return this.#publish(frame, index)
      case 'basic.ack':
      case 'basic.nack':
        for (const { event } of frame.from === 'broker' ? this.#places.wire.answeredBy(frame.seq) : [])
          this.#answer(event.seq, index, frame.type === 'basic.ack' ? 'confirmed' : 'refused')
        return
      case 'basic.return':
        return
      case 'basic.consume':
        this.#consumed.add(this.#lane('queue', this.#places.topology.named(frame, frame.queue)).named.name)
        this.#lane('consumer', frame.program, frame)
        return
      case 'basic.qos': {
        this.#prefetch.set(`${frame.connection}/${frame.channel}`, frame.prefetchCount)
        // one that is not global is of the consumers to come
        const lane = this.#lanes.get(`consumer ${frame.connection}/${frame.channel} ${frame.program}`)
        if (lane && frame.global) lane.prefetch = frame.prefetchCount
        return
      }
      case 'socket.end':
        for (const [seq, { connection }] of this.#unanswered) if (connection === frame.connection) this.#answer(seq, index, 'unanswered')
        return
      default:
      // the others begin and end no bar but by what they move
    }
  }

  #publish(frame: Of<'basic.publish'> | Of<'lab.publish'>, index: number): void {
    const copies = this.#places.copiesOf(frame.seq)
    const lane = this.#lane('program', frame.source === 'lab' ? 'lab' : frame.program)
    const bar = lane.begin({ copy: copies[0]?.id ?? 0, is: 'published', from: index })
    for (const { id } of copies) this.#note(id, bar)
    const publish = this.#places.wire.publishes.at(-1)
    const confirms = publish?.event.seq === frame.seq && publish.confirmTag !== undefined && publish.lost === undefined
    if (confirms && frame.source === 'amqp') this.#unanswered.set(frame.seq, { bar, connection: frame.connection })
    else lane.end(bar, index, undefined)
  }

  #answer(publish: number, index: number, end: End): void {
    const asked = this.#unanswered.get(publish)
    asked?.bar.lane.end(asked.bar, index, end)
    this.#unanswered.delete(publish)
  }

  #move({ id, via, to }: Move, index: number, frame: Event): void {
    const before = this.#standing.get(id)
    const last = this.#barsOf.get(id)?.at(-1)
    if (before) before.lane.end(before, index, endOf(before, via.length > 0, to, frame))
    else if (last && to.at === 'gone') last.end = to.why
    this.#standing.delete(id)
    for (const place of via)
      if (place.at === 'exchange' && place.exchange !== '') {
        const lane = this.#lane('exchange', place.exchange)
        const bar = lane.begin({ copy: id, is: 'passing', from: index })
        lane.end(bar, index, undefined)
        this.#note(id, bar)
      }
    if (to.at === 'gone') {
      if (!this.#barsOf.has(id)) this.#barsOf.set(id, [])
      return
    }
    const bar = this.#place(id, to, index, frame)
    this.#note(id, bar)
    this.#standing.set(id, bar)
    if (bar.is === 'no-ack' || bar.is === 'returned') bar.lane.end(bar, index, undefined)
  }

  #place(copy: number, to: Exclude<Move['to'], { at: 'gone' }>, from: number, frame: Event): Bar {
    switch (to.at) {
      case 'tap':
      case 'program':
        return this.#lane('program', to.program).begin({ copy, is: to.at === 'tap' ? 'held' : 'returned', from })
      case 'exchange':
        return this.#lane('exchange', to.exchange).begin({ copy, is: 'unrouted', from })
      case 'queue':
        return this.#lane('queue', to.queue).begin({ copy, is: 'ready', from, again: this.copy(copy)?.returned === true })
      case 'consumer': {
        const delivered = frame.type === 'basic.deliver' || frame.type === 'basic.get-ok' ? frame : undefined
        const lane = this.#lane('consumer', to.program, delivered)
        this.#consumed.add(to.queue)
        return lane.begin({ copy, is: to.kept ? 'unacked' : 'no-ack', from, again: delivered?.redelivered === true })
      }
    }
  }

  #note(id: number, bar: Bar): void {
    const bars = this.#barsOf.get(id)
    if (bars) bars.push(bar)
    else this.#barsOf.set(id, [bar])
  }
}

function endOf(before: Bar, byExchange: boolean, to: Move['to'], frame: Event): End {
  switch (to.at) {
    case 'gone':
      return to.why
    case 'consumer':
      return 'delivered'
    case 'queue':
      if (before.is === 'held') return 'released'
      if (byExchange) return 'dead-lettered'
      return frame.type === 'basic.nack' || frame.type === 'basic.reject' ? 'requeued' : 'abandoned'
    default:
      return to.at === 'program' ? 'given back' : 'released'
  }
}
