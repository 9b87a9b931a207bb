// Where lanes stand from top to bottom, and which bar is at a point.
import type { Bar, Lane, Timeline } from '@ackademy/wire/timeline.ts'
import { after, type Scale } from './scale.ts'
import type { Window } from './window.ts'

export interface Box {
  readonly lane: Lane
  readonly top: number
  /** Where what happens to its program is written; undefined where nothing did. */
  readonly marks: number | undefined
  /** Of its first row. */
  readonly rows: number
  readonly rowHeight: number
  readonly bottom: number
}

export const AXIS = 20
export const HEAD = 20
const MARKS = 15
const GAP = 10
/** A row is so high where there is room for it. All rows of a lane together are no higher than that: a consumer's have the most to say. */
const ROW = 16
const TALLEST = { consumer: 168, queue: 54, exchange: 32, program: 54 } as const
/** A prefetch of so many at most is drawn with the places that are free. */
const SHOWN_PREFETCH = 20

export function boxesOf(timeline: Timeline): Box[] {
  const marked = new Set(timeline.marks.map(({ program }) => program))
  let top = AXIS
  return timeline.lanes.map((lane) => {
    const { kind, name } = lane.named
    const takesMarks = (kind === 'program' || kind === 'consumer') && (marked.has(name) || marked.has(undefined))
    const prefetch = lane.prefetch ?? 0
    const count = Math.max(1, lane.rows.length, prefetch <= SHOWN_PREFETCH ? prefetch : 0)
    const rowHeight = Math.min(ROW, TALLEST[kind] / count)
    const marks = takesMarks ? top + HEAD : undefined
    const rows = top + HEAD + (takesMarks ? MARKS : 0)
    const box = { lane, top, marks, rows, rowHeight, bottom: rows + count * rowHeight + GAP }
    top = box.bottom
    return box
  })
}

export const heightOf = (boxes: readonly Box[]): number => boxes.at(-1)?.bottom ?? AXIS

/** From the left edge of a bar to its right; a moment has some width, as far as there is room for it. */
export function spanOf(bar: Bar, scale: Scale, { left, zoom }: Window): { x: number; width: number } {
  const x = (scale.of(bar.from) - left) * zoom
  const long = bar.from === bar.to ? 0 : (scale.of(bar.to) - scale.of(bar.from)) * zoom
  return { x, width: Math.max(long, Math.min(0.8 * zoom, 12), 1) }
}

/** The bars of a row that are in sight between two events. */
export function* inSight(row: readonly Bar[], first: number, last: number): Generator<Bar> {
  for (let at = after(row.length, (index) => (row[index]?.to ?? Infinity) >= first); at < row.length; at++) {
    const bar = row[at]
    if (bar === undefined || bar.from > last) return
    yield bar
  }
}

const NEAR = 6

export function barAt(boxes: readonly Box[], scale: Scale, window: Window, x: number, y: number): Bar | undefined {
  const box = boxes.find(({ rows, bottom }) => y >= rows && y < bottom)
  const row = box?.lane.rows[Math.floor((y - box.rows) / box.rowHeight)]
  if (row === undefined) return undefined
  const first = scale.indexAt(window.left + (x - 2 * NEAR) / window.zoom)
  const last = scale.indexAt(window.left + (x + NEAR) / window.zoom)
  let nearest: { bar: Bar; far: number } | undefined
  for (const bar of inSight(row, first, last)) {
    const span = spanOf(bar, scale, window)
    const far = Math.max(span.x - x, x - span.x - span.width, 0)
    if (far <= NEAR && far <= (nearest?.far ?? NEAR)) nearest = { bar, far }
  }
  return nearest?.bar
}
