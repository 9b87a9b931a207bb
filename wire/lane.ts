// One lane of a timeline: what stands there at once stands in rows, each new bar in the lowest row that is free. So the rows in use are
// how many there are, and a prefetch of ten is a line that ten rows reach and eleven do not.
import type { Why } from './copies.ts'

/** `no-ack`: the broker has forgotten it as it was sent. `passing`: by an exchange, which keeps nothing. */
export type Is = 'published' | 'held' | 'passing' | 'unrouted' | 'ready' | 'unacked' | 'no-ack' | 'returned'
/** `abandoned`: its channel ended, or gave back what it held; nobody settled it. `requeued` is by a nack or a reject. */
export type End = Why | 'delivered' | 'requeued' | 'abandoned' | 'dead-lettered' | 'confirmed' | 'refused' | 'unanswered' | 'released' | 'given back'

export interface Bar {
  /** The copy it is of. */
  readonly copy: number
  readonly lane: Lane
  readonly row: number
  readonly is: Is
  /** The event it begins by, as its place among the events. */
  readonly from: number
  /** The event it ends by; undefined while it lasts. */
  to: number | undefined
  end: End | undefined
  /** It was delivered before. */
  readonly again: boolean
}

export type LaneKind = 'program' | 'exchange' | 'queue' | 'consumer'

export interface LaneName {
  readonly kind: LaneKind
  /** The program's, the exchange's or the queue's. */
  readonly name: string
  readonly connection?: number
  readonly channel?: number
}

export class Lane {
  readonly named: LaneName
  /** The event it was met by, as its place among the events. */
  readonly since: number
  /** The bars of each row, one after the other: they never overlap. */
  readonly rows: Bar[][] = []
  /** Of its channel; 0 is no limit. */
  prefetch: number | undefined
  /** The copies that it never settled. */
  readonly abandoned: number[] = []
  readonly #free = new FreeRows()
  readonly #open = new Set<Bar>()

  constructor(named: LaneName, since: number) {
    this.named = named
    this.since = since
  }

  /** Those that last, in the order in which they began. */
  get open(): ReadonlySet<Bar> {
    return this.#open
  }

  begin(given: { copy: number; is: Is; from: number; again?: boolean }): Bar {
    const row = this.#free.take() ?? this.rows.length
    const bar: Bar = { again: false, ...given, lane: this, row, to: undefined, end: undefined }
    const bars = this.rows[row]
    if (bars) bars.push(bar)
    else this.rows.push([bar])
    this.#open.add(bar)
    return bar
  }

  end(bar: Bar, to: number, end: End | undefined): void {
    if (end !== undefined) bar.end = end
    if (!this.#open.delete(bar)) return
    bar.to = to
    if (end === 'abandoned') this.abandoned.push(bar.copy)
    this.#free.give(bar.row)
  }
}

/** The lowest free row first: a binary heap. */
class FreeRows {
  readonly #heap: number[] = []

  give(row: number): void {
    const heap = this.#heap
    let at = heap.push(row) - 1
    for (let parent = (at - 1) >> 1; at > 0 && (heap[parent] ?? 0) > row; parent = (at - 1) >> 1) {
      heap[at] = heap[parent] ?? 0
      at = parent
    }
    heap[at] = row
  }

  take(): number | undefined {
    const heap = this.#heap
    const [least] = heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return least
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if ((heap[child + 1] ?? Infinity) < (heap[child] ?? Infinity)) child++
      const value = heap[child]
      if (value === undefined || value >= last) break
      heap[at] = value
      at = child
    }
    heap[at] = last
    return least
  }
}
