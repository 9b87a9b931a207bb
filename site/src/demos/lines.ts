// The ways messages take in a film, as lines between the boxes of its picture: program → exchange → queue → consumer, and from a queue
// to its dead-letter exchange. What a consumer publishes flies without a line: it would cross all others.
import type { Place } from '@ackademy/wire/copies.ts'
import type { Film } from '@ackademy/wire/film.ts'
import { boxOf, DIAMOND, type Plan } from './plan.ts'
import type { Point } from './lanes.ts'

export interface Line {
  readonly from: Point
  readonly to: Point
  readonly dead: boolean
}

export function linesOf(film: Film, plan: Plan): readonly Line[] {
  const ways = new Map<string, Line>()
  for (const { moves, copies, event } of film.scenes) {
    for (const { id, from, via, to } of moves) {
      const publisher = copies.find((copy) => copy.id === id)?.publisher
      const start: Place | undefined = from ?? (publisher === undefined ? undefined : { at: 'program', program: publisher })
      const stops = [...(start ? [start] : []), ...via, to]
      for (const [index, stop] of stops.entries()) add(ways, plan, stop, stops[index + 1])
    }
    if (event.type === 'basic.consume')
      add(ways, plan, { at: 'queue', queue: event.queue }, { at: 'consumer', program: event.program, queue: event.queue, kept: true })
  }
  return [...ways.values()]
}

function add(ways: Map<string, Line>, plan: Plan, from: Place, to: Place | undefined): void {
  if (to === undefined) return
  const dead = from.at === 'queue' && to.at === 'exchange'
  const start = under(plan, from, dead)
  const end = above(plan, to)
  if (start === undefined || end === undefined || (start.y >= end.y && !dead)) return
  ways.set(JSON.stringify([start, end]), { from: start, to: end, dead })
}

/** Where a line leaves. */
function under(plan: Plan, place: Place, dead: boolean): Point | undefined {
  if (place.at === 'program' || place.at === 'tap') return middle(boxOf(plan, 'program', place.program), 1)
  if (place.at === 'exchange') return tip(plan, place.exchange, DIAMOND)
  return place.at === 'queue' ? middle(boxOf(plan, 'queue', place.queue), dead ? 0 : 1, dead ? 24 : 0) : undefined
}

/** Where a line arrives. */
function above(plan: Plan, place: Place): Point | undefined {
  if (place.at === 'exchange') return tip(plan, place.exchange, -DIAMOND)
  if (place.at === 'queue') return middle(boxOf(plan, 'queue', place.queue), 0)
  return place.at === 'consumer' ? middle(boxOf(plan, 'program', place.program), 0) : undefined
}

/** The middle of a box's upper (0) or lower (1) edge. */
const middle = (box: { x: number; y: number; width: number; height: number } | undefined, edge: 0 | 1, aside = 0): Point | undefined =>
  box && { x: box.x + box.width / 2 + aside, y: box.y + edge * box.height }

const tip = ({ exchanges }: Plan, name: string, away: number): Point | undefined => {
  const exchange = exchanges.find((one) => one.name === name)
  return exchange && { x: exchange.x, y: exchange.y + away }
}

/** A line with its head, as an SVG path. */
export function pathOf({ from, to }: Line): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const wing = (turn: number) => `${round(to.x - 8 * Math.cos(angle + turn))} ${round(to.y - 8 * Math.sin(angle + turn))}`
  return `M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}M${wing(0.5)}L${round(to.x)} ${round(to.y)}L${wing(-0.5)}`
}

export const round = (value: number): number => Math.round(value * 10) / 10
