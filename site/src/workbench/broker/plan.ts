// Where the parts of a broker stand in its picture: a pure function of what was seen of it, and of how wide the picture is.
//
//   wide    [publisher] ─▶ (exchange) ─▶ [queue] ─▶ [consumer]
//   narrow  one below the other; what leads to a queue runs down on the left, what leads from it on the right
import type { DeadLettering } from '@ackademy/wire/topology.ts'
import type { Seen, SeenConsumer, SeenExchange, SeenHolder, SeenPublisher, SeenQueue } from '@ackademy/wire/seen-broker.ts'

export type Part =
  | { readonly kind: 'publisher'; readonly of: SeenPublisher }
  | { readonly kind: 'exchange'; readonly of: SeenExchange }
  | { readonly kind: 'queue'; readonly of: SeenQueue }
  | { readonly kind: 'consumer'; readonly of: SeenConsumer }
  | { readonly kind: 'holder'; readonly of: SeenHolder }

export interface Box {
  readonly key: string
  readonly part: Part
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Link {
  readonly key: string
  readonly is: 'publishes' | 'binding' | 'consumes' | 'dead-letters'
  /** Of an SVG path. */
  readonly way: string
}

export interface Plan {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly links: readonly Link[]
}

export const NARROW = 640
/** Of the width: four columns, and the three gaps between them. */
const COLUMNS = [0.15, 0.19, 0.27, 0.26] as const
const GAP = 14
const EDGE = 8
/** Beside narrow boxes, for what leads from one to another. */
const MARGIN = 30
const HEIGHTS = { publisher: 42, exchange: 46, queue: 139, consumer: 84, holder: 84 } as const

export function planOf(seen: Seen, width: number): Plan {
  const parts: Part[][] = [
    seen.publishers.map((of) => ({ kind: 'publisher', of })),
    seen.exchanges.map((of) => ({ kind: 'exchange', of })),
    seen.queues.map((of) => ({ kind: 'queue', of })),
    [...seen.consumers.map((of): Part => ({ kind: 'consumer', of })), ...seen.holders.map((of): Part => ({ kind: 'holder', of }))],
  ]
  const wide = width >= NARROW
  const boxes = wide ? inColumns(parts, width) : inOneColumn(parts, width)
  const links = linksOf(seen, boxes, wide)
  return { width, height: Math.max(0, ...boxes.map(({ y, height }) => y + height)) + EDGE, boxes, links }
}

export function keyOf(part: Part): string {
  switch (part.kind) {
    case 'publisher':
      return `publisher ${part.of.program}`
    case 'exchange':
    case 'queue':
      return `${part.kind} ${part.of.name}`
    case 'consumer':
      return `consumer ${part.of.connection}/${part.of.channel} ${part.of.tag}`
    case 'holder':
      return `holder ${part.of.connection}/${part.of.channel} ${part.of.queue}`
  }
}

function inColumns(parts: readonly (readonly Part[])[], width: number): Box[] {
  const room = width - 2 * EDGE
  const gap = (room * (1 - COLUMNS.reduce((sum, share) => sum + share, 0))) / (COLUMNS.length - 1)
  const tall = (column: readonly Part[]) => column.reduce((sum, { kind }) => sum + HEIGHTS[kind] + GAP, -GAP)
  const tallest = Math.max(...parts.map(tall))
  let x = EDGE
  return parts.flatMap((column, index) => {
    const wide = room * (COLUMNS[index] ?? 0)
    let y = EDGE + Math.max(0, tallest - tall(column)) / 2
    const boxes = column.map((part) => {
      const box = { key: keyOf(part), part, x, y, width: wide, height: HEIGHTS[part.kind] }
      y += box.height + GAP
      return box
    })
    x += wide + gap
    return boxes
  })
}

function inOneColumn(parts: readonly (readonly Part[])[], width: number): Box[] {
  let y = EDGE
  return parts.flat().map((part) => {
    const box = { key: keyOf(part), part, x: MARGIN, y, width: width - 2 * MARGIN, height: HEIGHTS[part.kind] }
    y += box.height + GAP
    return box
  })
}

function linksOf(seen: Seen, boxes: readonly Box[], wide: boolean): Link[] {
  const at = new Map(boxes.map((box) => [box.key, box]))
  let lanes = 0
  const link = (is: Link['is'], from: string, to: string): Link[] => {
    const [a, b] = [at.get(from), at.get(to)]
    if (a === undefined || b === undefined) return []
    const key = `${is} ${from} ${to}`
    if (!wide) return [{ key, is, way: beside(a, b, is === 'consumes' ? 'right' : 'left', lanes++) }]
    return [{ key, is, way: a.x === b.x ? beside(a, b, 'right', lanes++) : is === 'dead-letters' ? back(a, b) : across(a, b) }]
  }
  const links = [
    ...seen.publishers.flatMap(({ program, to }) => [...to.keys()].flatMap((name) => link('publishes', `publisher ${program}`, `exchange ${name}`))),
    // the default exchange leads to every queue: shown where it did
    ...[...seen.byName].flatMap((name) => link('binding', 'exchange ', `queue ${name}`)),
    ...seen.bindings.flatMap(({ exchange, destination }) => link('binding', `exchange ${exchange}`, `${destination.kind} ${destination.name}`)),
    ...seen.queues.flatMap(({ name, deadLettering }) =>
      deadLettering ? link('dead-letters', `queue ${name}`, deadLettersTo(deadLettering, at)) : [],
    ),
    ...boxes.flatMap(({ key, part }) => (part.kind === 'consumer' || part.kind === 'holder' ? link('consumes', `queue ${part.of.queue}`, key) : [])),
  ]
  // what is bound by two keys is one line
  return [...new Map(links.map((one) => [one.key, one])).values()]
}

/** By the default exchange it is the queue of that name, where that was seen. */
function deadLettersTo({ exchange, routingKey }: DeadLettering, at: ReadonlyMap<string, Box>): string {
  const queue = `queue ${routingKey ?? ''}`
  return exchange === '' && at.has(queue) ? queue : `exchange ${exchange}`
}

function across(a: Box, b: Box): string {
  const [x1, y1, x2, y2] = [a.x + a.width, a.y + a.height / 2, b.x - 2, b.y + b.height / 2]
  const bend = (x2 - x1) / 2
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}

/** From a queue to the exchange on its left, below the bindings. */
function back(a: Box, b: Box): string {
  const [x1, y1, x2, y2] = [a.x, a.y + a.height - 12, b.x + b.width + 2, b.y + b.height - 8]
  const bend = (x1 - x2) / 2
  return `M${x1} ${y1}C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`
}

function beside(a: Box, b: Box, side: 'left' | 'right', lane: number): string {
  const far = 8 + (lane % 4) * 4
  const [x1, x2, x] =
    side === 'left' ? [a.x, b.x - 2, Math.min(a.x, b.x) - far] : [a.x + a.width, b.x + b.width + 2, Math.max(a.x + a.width, b.x + b.width) + far]
  // of what leads down from a part and up to it, neither lies on the other
  const [y1, y2] = [a.y + a.height * 0.65, b.y + b.height * 0.35]
  return `M${x1} ${y1}H${x}V${y2}H${x2}`
}
