// A Recording as lanes and bars: who has each message, from which event to which. It follows a running program: events are added as
// they come, and what was drawn stays, unless an event tells that an earlier one had no effect. Then all is placed anew, and what was drawn
// stands until that is done: it may take longer than a frame of a page.
//
//   producer          │ ▪ published ─ confirmed
//   queue work        │   ▬▬ ready ▬▬▬
//   consumer, channel │             ██ unacknowledged ██ ✓
import type { Event } from '@ackademy/contract/recording.ts'
import type { Copy } from './copies.ts'
import type { Bar, Lane } from './lane.ts'
import type { Mark } from './marks.ts'
import { Placing } from './placing.ts'
import type { Seen } from './seen-broker.ts'

export class Timeline {
  readonly events: Event[] = []
  #placing = new Placing([])
  /** All placed anew, as far as that has come. */
  #next: Placing | undefined
  /** Meanwhile more was told of what came earlier. */
  #again = false
  #anew = 0
  #until = Infinity

  static of(events: readonly Event[]): Timeline {
    const timeline = new Timeline()
    timeline.add(events)
    return timeline
  }

  get lanes(): readonly Lane[] {
    return this.#placing.lanes
  }

  get marks(): readonly Mark[] {
    return this.#placing.marks
  }

  /** How many copies there are; they are numbered from 1. */
  get size(): number {
    return this.#placing.size
  }

  /** How many of the events are placed. */
  get placed(): number {
    return this.#placing.taken
  }

  /** Whether nothing is left to be placed. */
  get isPlaced(): boolean {
    return this.#next === undefined && this.placed === this.#end
  }

  get #end(): number {
    return Math.min(this.#until, this.events.length)
  }

  /** How often all was placed anew. */
  get anew(): number {
    return this.#anew
  }

  /** What the broker has now. */
  get broker(): Seen {
    return this.#placing.broker
  }

  copy(id: number): Copy | undefined {
    return this.#placing.copy(id)
  }

  /** Where it stands now, and since when. */
  standing(id: number): Bar | undefined {
    return this.#placing.standing(id)
  }

  barsOf(id: number): readonly Bar[] {
    return this.#placing.barsOf(id)
  }

  /** The numbers of the events that moved it, in order. */
  touching(id: number): number[] {
    const at = this.barsOf(id).flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]))
    return [...new Set(at)].sort((a, b) => a - b).flatMap((index) => this.events[index]?.seq ?? [])
  }

  add(events: readonly Event[]): void {
    this.hear(events)
    this.place()
  }

  /** Notes events that are to be placed. */
  hear(events: readonly Event[]): void {
    const first = this.events.length === 0
    for (const event of events) this.events.push(event)
    if (first) this.#placing = new Placing(this.events)
    else if (events.some(tellsOfEarlier)) this.#begin()
  }

  /** From now on as far as this many of the events: a Recording is played, forwards or back. */
  to(until: number): void {
    this.#until = until
    if ((this.#next ?? this.#placing).taken <= this.#end) return
    // what is foreseen is the same: only how far it goes is not
    this.#next = new Placing(this.events)
    this.#again = false
  }

  /** Places what is not placed yet, for as long as there is time. Returns whether all is. */
  place(hasTime: () => boolean = () => true): boolean {
    const on = this.#next ?? this.#placing
    for (let event = this.events[on.taken]; event !== undefined && on.taken < this.#end; event = this.events[on.taken]) {
      if (!hasTime()) return false
      on.add(event)
    }
    if (on === this.#next) {
      this.#placing = on
      this.#next = undefined
      this.#anew++
      if (this.#again) {
        this.#begin()
        return this.place(hasTime)
      }
    }
    return true
  }

  /** What was begun is finished first, or in a flood of such events none ever would be. */
  #begin(): void {
    this.#again = this.#next !== undefined
    this.#next ??= new Placing(this.events)
  }
}

/** What foresight knows and a single pass does not: a frame was held, or ignored, or came back; at the end all is certain. */
const tellsOfEarlier = (event: Event): boolean =>
  event.type === 'lab.hold' ||
  event.type === 'basic.return' ||
  event.type === 'lab.end' ||
  (event.type === 'channel.close' && event.from === 'broker')

export type { Bar, Lane, Mark }
