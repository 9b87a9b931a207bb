// Draws the part of the timeline that is in sight. Nothing here grows with the Recording: rows and bars out of sight are never met,
// and of what falls on the same pixels only the first is drawn.
import type { Bar, Mark, Timeline } from '@ackademy/wire/timeline.ts'
import type { Choice } from './choice.ts'
import type { Inks } from './inks.ts'
import { AXIS, HEAD, inSight, spanOf, type Box } from './layout.ts'
import { after, type Scale } from './scale.ts'
import type { Window } from './window.ts'
import { barWords, isBad, laneWords, type LaneWords } from './words.ts'

export interface Shown {
  readonly timeline: Timeline
  readonly boxes: readonly Box[]
  readonly scale: Scale
  readonly window: Window
  /** Pixels: of the box on the page, and how far it is scrolled down. */
  readonly width: number
  readonly height: number
  readonly scrolled: number
  readonly selected: number | undefined
  /** Numbers of the events a finding rests on. */
  readonly evidence: ReadonlySet<number>
  /** The others are faint. */
  readonly choice: Choice
  readonly inks: Inks
}

const ROOM_FOR_WORDS = 11
/** Pixels, about: to measure thousands of words would take longer than to draw them. */
const CHARACTER = 6
/** Arrows of what went back; more of them tell nothing. */
const ARROWS = 150

export function paint(on: CanvasRenderingContext2D, shown: Shown): void {
  const { boxes, scale, window, width, height, scrolled, inks } = shown
  on.fillStyle = inks.ground
  on.fillRect(0, 0, width, height)
  on.save()
  on.translate(0, -scrolled)
  on.textBaseline = 'middle'
  const first = scale.indexAt(window.left - 12 / window.zoom)
  const last = scale.indexAt(window.left + width / window.zoom)
  paintEvidence(on, shown, first, last)
  const back: Bar[] = []
  for (const box of boxes) if (box.bottom > scrolled && box.top < scrolled + height) paintLane(on, shown, box, first, last, back)
  for (const bar of back) paintBack(on, shown, bar)
  paintSelected(on, shown)
  on.restore()
  paintAxis(on, shown, first, last)
}

function paintLane(on: CanvasRenderingContext2D, shown: Shown, box: Box, first: number, last: number, back: Bar[]): void {
  const { timeline, width, scrolled, height, inks, scale, window } = shown
  const { lane, rows, rowHeight } = box
  on.fillStyle = inks.head
  on.fillRect(0, box.top, width, HEAD)
  const words = laneWords(lane, timeline)
  on.font = `600 12px ${inks.font}`
  on.fillStyle = inks.text
  on.fillText(words.name, 8, box.top + HEAD / 2)
  paintHead(on, shown, words, 16 + on.measureText(words.name).width, box.top + HEAD / 2)

  if (lane.prefetch !== undefined && lane.prefetch > 0 && lane.prefetch * rowHeight <= box.bottom - rows) {
    on.strokeStyle = inks.quiet
    on.setLineDash([3, 3])
    line(on, 0, rows + lane.prefetch * rowHeight, width, rows + lane.prefetch * rowHeight)
    on.setLineDash([])
  }
  if (box.marks !== undefined) paintMarks(on, shown, box, first, last)
  const step = Math.max(1, Math.ceil(1 / rowHeight))
  for (let row = 0; row < lane.rows.length; row += step) {
    const y = rows + row * rowHeight
    if (y + rowHeight < scrolled || y > scrolled + height) continue
    let drawn = -Infinity
    for (const bar of inSight(lane.rows[row] ?? [], first, last)) {
      const span = spanOf(bar, scale, window)
      const right = Math.min(span.x + span.width, width + 2)
      if (right - drawn < 0.5) continue
      drawn = right
      const left = Math.max(span.x, -2)
      paintBar(on, shown, bar, left, y, right - left, Math.max(1, rowHeight - (rowHeight > 4 ? 2 : 0)))
      if (goesBack(bar) && back.length < ARROWS && shown.choice.has(bar.copy)) back.push(bar)
    }
  }
}

/** What stands in the lane now is said first of all; beside it, as much as there is room for. */
function paintHead(on: CanvasRenderingContext2D, { width, inks }: Shown, { what, now, unacked }: LaneWords, x: number, y: number): void {
  const short = now.replace(/:.*/, '')
  const [plain, bold] = [`12px ${inks.font}`, `${unacked ? 600 : 400} 12px ${inks.font}`]
  const wide = (text: string, font: string): number => {
    on.font = font
    return on.measureText(text).width
  }
  const beside = [what, what.replace(/ ·.*/, '').replace('consumes on ', '')]
  const pairs = beside.flatMap((text) => [now, short].map((said) => ({ text, said })))
  const { text, said } = pairs.find((pair) => x + wide(pair.text, plain) + wide(pair.said, bold) + 24 <= width) ?? { text: '', said: short }
  on.font = plain
  on.fillStyle = inks.quiet
  on.fillText(text, x, y)
  on.fillStyle = unacked ? inks.unackedText : inks.quiet
  const right = width - 8 - wide(said, bold)
  on.fillText(said, right, y)
}

function paintBar(
  on: CanvasRenderingContext2D,
  { timeline, evidence, choice, inks }: Shown,
  bar: Bar,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const lasts = bar.to === undefined
  const held = bar.is === 'unacked'
  if (!choice.has(bar.copy)) {
    on.fillStyle = inks.head
    return on.fillRect(x, y, width, height)
  }
  on.fillStyle = inks[inkOf(bar)]
  if (bar.is === 'no-ack') outline(on, inks.unackedText, 1, x, y, width, height)
  else on.fillRect(x, y, width, height)
  if (!lasts && width > 4 && bar.end !== undefined && bar.end !== 'delivered' && bar.end !== 'released') {
    on.fillStyle = isBad(bar.end) ? inks.bad : bar.end === 'acked' || bar.end === 'confirmed' ? inks.good : inks.unackedText
    on.fillRect(x + width - 3, y, 3, height)
  }
  if (evidence.size > 0 && isEvidence(timeline, bar, evidence)) outline(on, inks.evidence, height > 6 ? 2 : 1, x, y, width, height)
  if (height < ROOM_FOR_WORDS || width < 8) return
  on.font = `${held && lasts ? 600 : 400} 11px ${inks.font}`
  const text = barWords(bar, timeline).find((words) => words.length * CHARACTER <= width - 6)
  if (text === undefined) return
  on.fillStyle = held && lasts ? inks.onUnacked : inks.text
  on.fillText(text, x + 3, y + height / 2 + 0.5)
}

function inkOf({ is, to, end }: Bar): keyof Inks {
  if (is === 'unacked') return to === undefined ? 'unacked' : end === 'abandoned' ? 'left' : 'was'
  return is === 'ready' || is === 'passing' || is === 'unrouted' ? 'ready' : 'sent'
}

/** What a consumer holds is meant by its delivery and by what settles it; elsewhere the event that ends a bar is about what comes then. */
const isEvidence = ({ events }: Timeline, { is, from, to }: Bar, evidence: ReadonlySet<number>): boolean =>
  evidence.has(events[from]?.seq ?? 0) || (is === 'unacked' && to !== undefined && evidence.has(events[to]?.seq ?? 0))

function paintMarks(on: CanvasRenderingContext2D, { timeline, scale, window, inks }: Shown, box: Box, first: number, last: number): void {
  const { marks } = timeline
  const { name, connection } = box.lane.named
  const isOf = (mark: Mark) =>
    mark.program === undefined ||
    (mark.program === name && (connection === undefined || mark.connection === undefined || mark.connection === connection))
  on.font = `11px ${inks.font}`
  let written = -Infinity
  for (let at = after(marks.length, (index) => (marks[index]?.at ?? 0) >= first); at < marks.length; at++) {
    const mark = marks[at]
    if (mark === undefined || mark.at > last) return
    // what happened to the program before this connection was there is no end of it
    if (!isOf(mark) || (mark.is !== 'start' && mark.at < box.lane.since)) continue
    const x = (scale.of(mark.at) - window.left) * window.zoom
    const ink = mark.is === 'fault' ? inks.bad : mark.is === 'start' ? inks.good : inks.quiet
    on.strokeStyle = on.fillStyle = ink
    on.lineWidth = mark.is === 'fault' ? 2 : 1
    line(on, x, (box.marks ?? box.rows) + 1, x, box.bottom - 4)
    on.lineWidth = 1
    if (x < written) continue
    on.fillText(mark.text, x + 4, (box.marks ?? box.rows) + 8)
    written = x + on.measureText(mark.text).width + 12
  }
}

/** The thin lines of a finding's events, and their numbers where there is room. */
function paintEvidence(on: CanvasRenderingContext2D, { timeline, scale, window, boxes, evidence, inks }: Shown, first: number, last: number): void {
  if (evidence.size === 0) return
  on.strokeStyle = inks.evidence
  const bottom = boxes.at(-1)?.bottom ?? AXIS
  const start = timeline.events[0]?.seq ?? 1
  for (const seq of evidence) {
    const index = seq - start
    if (index < first || index > last) continue
    const x = (scale.of(index) - window.left) * window.zoom
    line(on, x, AXIS, x, bottom)
  }
}

/** To its queue, to who published it, or to a dead-letter exchange. */
const goesBack = ({ end }: Bar): boolean => end === 'requeued' || end === 'abandoned' || end === 'given back' || end === 'dead-lettered'

/** From where its delivery ended back to its queue. */
function paintBack(on: CanvasRenderingContext2D, shown: Shown, bar: Bar): void {
  const bars = shown.timeline.barsOf(bar.copy)
  const next = bars[after(bars.length, (index) => (bars[index]?.from ?? Infinity) >= (bar.to ?? Infinity))]
  if (next) arrow(on, shown, bar, next, isBad(bar.end) || bar.end === 'given back' ? shown.inks.bad : shown.inks.unackedText)
}

function paintSelected(on: CanvasRenderingContext2D, shown: Shown): void {
  const { timeline, selected, scale, window, width, inks } = shown
  if (selected === undefined) return
  const bars = timeline.barsOf(selected)
  const first = scale.indexAt(window.left)
  const start = Math.max(0, after(bars.length, (index) => (bars[index]?.from ?? 0) >= first) - 2)
  for (let at = start; at < Math.min(bars.length, start + ARROWS); at++) {
    const bar = bars[at]
    const box = shown.boxes.find(({ lane }) => lane === bar?.lane)
    if (bar === undefined || box === undefined) continue
    const span = spanOf(bar, scale, window)
    if (span.x > width) return
    outline(on, inks.text, 2, span.x, box.rows + bar.row * box.rowHeight, span.width, Math.max(2, box.rowHeight - 2))
    const next = bars[at + 1]
    if (next) arrow(on, shown, bar, next, inks.text)
  }
}

function arrow(on: CanvasRenderingContext2D, { boxes, scale, window }: Shown, from: Bar, to: Bar, ink: string): void {
  const [a, b] = [from, to].map((bar) => boxes.find(({ lane }) => lane === bar.lane))
  if (a === undefined || b === undefined) return
  const [left, right] = [spanOf(from, scale, window), spanOf(to, scale, window)]
  const x1 = Math.min(left.x + left.width, right.x)
  const [y1, y2] = [a.rows + (from.row + 0.5) * a.rowHeight - 1, b.rows + (to.row + 0.5) * b.rowHeight - 1]
  const [x2, up] = [right.x, y2 < y1]
  const bulge = up ? 22 : Math.min(22, (x2 - x1) / 2)
  on.strokeStyle = on.fillStyle = ink
  on.lineWidth = 1.5
  on.beginPath()
  on.moveTo(x1, y1)
  if (up) on.bezierCurveTo(x1 + bulge, y1, x2 + bulge, y2, x2 + 1, y2)
  else on.bezierCurveTo(x1 + bulge, y1, x2 - bulge, y2, x2 - 1, y2)
  on.stroke()
  on.lineWidth = 1
  const way = up ? 1 : -1
  on.beginPath()
  on.moveTo(x2, y2)
  on.lineTo(x2 + way * 7, y2 - 4)
  on.lineTo(x2 + way * 7, y2 + 4)
  on.fill()
}

const BETWEEN_TIMES = 90

function paintAxis(on: CanvasRenderingContext2D, { timeline, scale, window, width, evidence, inks }: Shown, first: number, last: number): void {
  on.fillStyle = inks.head
  on.fillRect(0, 0, width, AXIS)
  on.textBaseline = 'middle'
  on.font = `11px ${inks.font}`
  on.fillStyle = inks.quiet
  for (let x = 8; x < width - 48; x += BETWEEN_TIMES) {
    const index = scale.indexAt(window.left + x / window.zoom)
    const event = timeline.events[index]
    if (event === undefined || index > last) break
    on.fillText(timeOf(event.at), x, AXIS / 2)
  }
  const start = timeline.events[0]?.seq ?? 1
  on.fillStyle = inks.evidence
  for (const seq of evidence) {
    if (seq - start < first || seq - start > last) continue
    const x = (scale.of(seq - start) - window.left) * window.zoom
    on.beginPath()
    on.moveTo(x - 5, AXIS - 7)
    on.lineTo(x + 5, AXIS - 7)
    on.lineTo(x, AXIS)
    on.fill()
  }
}

const timeOf = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`)

function line(on: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  on.beginPath()
  on.moveTo(Math.round(x1) + 0.5, y1)
  on.lineTo(Math.round(x2) + 0.5, y2)
  on.stroke()
}

function outline(on: CanvasRenderingContext2D, ink: string, thick: number, x: number, y: number, width: number, height: number): void {
  on.strokeStyle = ink
  on.lineWidth = thick
  on.strokeRect(x + thick / 2, y + thick / 2, Math.max(1, width - thick), Math.max(1, height - thick))
  on.lineWidth = 1
}
