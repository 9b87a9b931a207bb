// Where everything stands in a demo's picture: a pure function of its film. From top to bottom, so that it fits a narrow page too:
//
//      [producer]              who only publishes
//    ┌ ─ ─ ─ ◇ ─ ─ ─ ┐         exchanges
//      [queue] [queue]         with a lane for ready, and one for unacknowledged messages
//    └ ─ ─ ─ ─ ─ ─ ─ ┘
//    [consumer] [consumer]     with what each of them holds
//      done     lost           what is over
import type { Film } from '@ackademy/wire/film.ts'
import { inLanes, NOWHERE, OVER, ROW, STRIDE, UNSEEN, type Lane, type Point } from './lanes.ts'

export interface Box extends Point {
  readonly kind: 'program' | 'queue'
  readonly name: string
  readonly width: number
  readonly height: number
  readonly lanes: readonly Lane[]
  /** Where it says whether it runs, and what was confirmed to it; a queue says neither. */
  readonly status?: Point
  readonly confirms?: Point
}
export interface Exchange extends Point {
  readonly name: string
}
export interface Plan {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly exchanges: readonly Exchange[]
  /** The frame around what is inside the broker: from, to (top and bottom). */
  readonly broker: { readonly from: number; readonly to: number }
  /** Lanes of what is over. */
  readonly over: readonly Lane[]
}

export const WIDTH = 360
const GAP = 12
const INSET = 10
/** Half a diamond. */
export const DIAMOND = 15

export function planOf(film: Film): Plan {
  const most = fullest(film)
  const confirms = film.scenes.some(({ cast }) => cast.some(({ confirmed }) => confirmed > 0))
  const publishers = film.programs.filter(({ consumes }) => !consumes)
  const consumers = film.programs.filter(({ consumes }) => consumes)

  const top = row(publishers, 1, ({ name }, x, y, width) => programBox(name, x, y, width, confirms, most, []))
  const from = top.bottom + 20
  const exchanges = film.exchanges.map((name, index) => ({ name, x: (WIDTH * (index + 0.5)) / film.exchanges.length, y: from + 8 + DIAMOND }))
  const names = [...film.queues, ...[UNSEEN, NOWHERE].filter((name) => most.has(`ready:${name}`))]
  const queues = row(names, film.exchanges.length > 0 ? from + 2 * DIAMOND + 30 : from + 8, (name, x, y, width) => {
    const keys = [`ready:${name}`, `kept:${name}`].filter((key, index) => index === 0 || most.has(key))
    const lanes = stack(keys, [name === NOWHERE ? 'to be returned' : 'ready', 'unacked'], x, y + 26, width, most)
    return { kind: 'queue', name, x, y, width, height: 26 + lanes.height, lanes: lanes.lanes }
  })
  const to = queues.bottom + 10
  const bottom = row(consumers, consumers.length > 0 ? to + 24 : to, ({ name }, x, y, width) =>
    programBox(name, x, y, width, false, most, [`holds:${name}`]),
  )
  const over = OVER.filter((key) => most.has(key))
  const ends = row(over, bottom.bottom + 12, (key, x, y, width) => {
    const { lanes, height } = stack([key], [key], x, y, width, most)
    return { kind: 'queue', name: key, x, y, width, height, lanes }
  })
  return {
    width: WIDTH,
    height: (over.length > 0 ? ends.bottom : bottom.bottom) + 1,
    boxes: [...top.boxes, ...queues.boxes, ...bottom.boxes],
    exchanges,
    broker: { from, to },
    over: ends.boxes.flatMap(({ lanes }) => lanes),
  }
}

/** The largest number of tokens that ever stand in each lane. */
function fullest(film: Film): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  for (const { copies } of film.scenes) for (const [key, inLane] of inLanes(copies)) most.set(key, Math.max(most.get(key) ?? 0, inLane.length))
  return most
}

/** Boxes side by side, three at most in a line. */
function row<T>(things: readonly T[], y: number, box: (thing: T, x: number, y: number, width: number) => Box): { boxes: Box[]; bottom: number } {
  const boxes: Box[] = []
  let bottom = y
  for (let at = 0; at < things.length; at += 3) {
    const line = things.slice(at, at + 3)
    const width = (WIDTH - 2 * INSET - GAP * (line.length - 1)) / line.length
    const drawn = line.map((thing, index) => box(thing, INSET + index * (width + GAP), bottom + (at > 0 ? GAP : 0), width))
    const height = Math.max(...drawn.map((one) => one.height))
    boxes.push(...drawn.map((one) => ({ ...one, height })))
    bottom = Math.max(...drawn.map((one) => one.y)) + height
  }
  return { boxes, bottom }
}

function programBox(
  name: string,
  x: number,
  y: number,
  width: number,
  confirms: boolean,
  most: ReadonlyMap<string, number>,
  keys: readonly string[],
): Box {
  const own = most.has(`back:${name}`) ? [...keys, `back:${name}`] : keys
  const head = 26 + (confirms ? 18 : 0)
  const { lanes, height } = stack(
    own,
    own.map((key) => (key.startsWith('back:') ? 'returned' : 'holds')),
    x,
    y + head,
    width,
    most,
  )
  return {
    kind: 'program',
    name,
    x,
    y,
    width,
    height: head + height,
    lanes,
    status: { x: x + width - INSET, y: y + 18 },
    ...(confirms && { confirms: { x: x + INSET, y: y + 36 } }),
  }
}

/** Lanes one under the other; where there is no room beside it, the label stands above its lane. */
function stack(keys: readonly string[], labels: readonly string[], x: number, y: number, width: number, most: ReadonlyMap<string, number>) {
  const beside = width >= 200
  const label = beside ? Math.max(74, ...labels.map((text) => 8 * text.length + 20)) : 0
  const perRow = Math.max(1, Math.floor((width - 2 * INSET - label) / STRIDE))
  let bottom = y
  const lanes = keys.map((key, index): Lane => {
    const head = beside ? 0 : 16
    const lane = {
      key,
      label: labels[index] ?? '',
      at: { x: x + INSET, y: bottom + (beside ? ROW / 2 + 4 : 12) },
      first: { x: x + INSET + label + STRIDE / 2, y: bottom + head + ROW / 2 },
      perRow,
    }
    bottom += head + ROW * Math.max(1, Math.ceil((most.get(key) ?? 0) / perRow))
    return lane
  })
  return { lanes, height: bottom - y + (keys.length > 0 ? 4 : 0) }
}

export const boxOf = ({ boxes }: Plan, kind: Box['kind'], name: string): Box | undefined =>
  boxes.find((box) => box.kind === kind && box.name === name)
