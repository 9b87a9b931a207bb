// A film's scenes as the player shows them: where each token stands in the picture, what the numbers say, and what flies on the way there.
// Made at build, so that a page carries coordinates and no Recording.
import type { Copy, Place } from '@ackademy/wire/copies.ts'
import type { Cast, Film, Scene } from '@ackademy/wire/film.ts'
import { inLanes, keptIn, laneOf, placeIn, type Lane, type Look, type Point } from './lanes.ts'
import { round } from './lines.ts'
import { boxOf, type Plan } from './plan.ts'

export type Spot = readonly [x: number, y: number]

export interface Shot {
  readonly says: string
  readonly step: string | undefined
  /** The event's number and type. */
  readonly event: string
  /** By copy: where it stands, what it looks like, and 1 where it is flagged redelivered. */
  readonly tokens: Readonly<Record<number, readonly [...Spot, Look, 0 | 1]>>
  /** By copy: where the broker keeps it while it is unacknowledged. */
  readonly kept: Readonly<Record<number, Spot>>
  /** By key: what a count or a status says. */
  readonly texts: Readonly<Record<string, string>>
  /** By copy: the way it takes into this shot. */
  readonly flights: Readonly<Record<number, readonly Spot[]>>
  /** A frame that carries no message, and its way. */
  readonly frame: readonly [name: string, from: Spot, to: Spot] | undefined
}

export function shotsOf(film: Film, plan: Plan): readonly Shot[] {
  const lanes = new Map([...plan.boxes.flatMap((box) => box.lanes), ...plan.over].map((lane) => [lane.key, lane]))
  let before: Shot['tokens'] = {}
  return film.scenes.map((scene) => {
    const shot = shotOf(scene, plan, lanes, before)
    before = shot.tokens
    return shot
  })
}

function shotOf(scene: Scene, plan: Plan, lanes: ReadonlyMap<string, Lane>, before: Shot['tokens']): Shot {
  const stands = inLanes(scene.copies)
  const turn = (key: string, copy: Copy): Spot | undefined => {
    const lane = lanes.get(key)
    return lane && spot(placeIn(lane, stands.get(key)?.indexOf(copy) ?? 0))
  }
  const tokens: Record<number, readonly [...Spot, Look, 0 | 1]> = {}
  const kept: Record<number, Spot> = {}
  for (const copy of scene.copies) {
    const { key, look } = laneOf(copy)
    const at = key === undefined ? spot(beside(plan, copy.place)) : turn(key, copy)
    if (at) tokens[copy.id] = [...at, look, copy.returned && copy.place.at !== 'gone' ? 1 : 0]
    const ghost = keptIn(copy)
    const keptAt = ghost === undefined ? undefined : turn(ghost, copy)
    if (keptAt) kept[copy.id] = keptAt
  }
  const flights: Record<number, readonly Spot[]> = {}
  for (const { id, via } of scene.moves) {
    const [x, y] = tokens[id] ?? [0, 0]
    const publisher = scene.copies.find((copy) => copy.id === id)?.publisher
    const started = before[id] ?? (publisher === undefined ? undefined : spot(door(plan, publisher)))
    flights[id] = [...(started ? [[started[0], started[1]] as const] : []), ...via.map((place) => spot(beside(plan, place))), [x, y]]
  }
  return {
    says: scene.says,
    step: scene.step,
    event: `${scene.event.seq}: ${scene.event.type}`,
    tokens,
    kept,
    texts: textsOf(scene.cast, lanes, stands),
    flights,
    frame: frameOf(scene, plan),
  }
}

function textsOf(cast: readonly Cast[], lanes: ReadonlyMap<string, Lane>, stands: ReadonlyMap<string, readonly Copy[]>): Record<string, string> {
  const counts = [...lanes.values()].map(({ key, label }) => [key, `${label} ${stands.get(key)?.length ?? 0}`] as const)
  const states = cast.flatMap(({ name, running, published, confirmed }) => [
    [`status:${name}`, name === 'lab' ? '' : running] as const,
    [`confirmed:${name}`, `confirmed ${confirmed} of ${published}`] as const,
  ])
  return Object.fromEntries([...counts, ...states])
}

/** A place without a lane, or a stop on the way. */
function beside(plan: Plan, place: Place): Point {
  switch (place.at) {
    case 'exchange': {
      const exchange = plan.exchanges.find(({ name }) => name === place.exchange)
      return exchange ?? { x: plan.width / 2, y: plan.broker.from }
    }
    case 'tap': {
      const { x, y } = door(plan, place.program)
      return { x: x + 60, y }
    }
    case 'queue': {
      const box = boxOf(plan, 'queue', place.queue)
      return box ? { x: box.x + box.width / 2, y: box.y } : { x: plan.width / 2, y: plan.broker.to }
    }
    case 'program':
    case 'consumer':
      return door(plan, place.program)
    case 'gone':
      return { x: plan.width / 2, y: plan.broker.to }
  }
}

/** Where frames leave and enter a program: the edge that is turned to the broker. */
function door(plan: Plan, program: string): Point {
  const box = boxOf(plan, 'program', program)
  if (box === undefined) return { x: plan.width / 2, y: 0 }
  const above = box.y < plan.broker.from
  return { x: box.x + box.width / 2, y: above ? box.y + box.height + 12 : box.y - 12 }
}

const FRAMES: ReadonlySet<string> = new Set([
  'basic.ack',
  'basic.nack',
  'basic.reject',
  'basic.consume',
  'basic.cancel',
  'basic.qos',
  'connection.close',
  'channel.close',
])

function frameOf({ event, moves }: Scene, plan: Plan): Shot['frame'] {
  if (event.source !== 'amqp' || !FRAMES.has(event.type)) return undefined
  const program = door(plan, event.program)
  const queue = moves[0]?.from?.at === 'consumer' ? boxOf(plan, 'queue', moves[0].from.queue) : undefined
  const above = program.y < plan.broker.from
  const broker = queue
    ? { x: queue.x + queue.width / 2, y: queue.y + queue.height - 14 }
    : { x: program.x, y: above ? plan.broker.from + 23 : plan.broker.to - 24 }
  const sent = 'from' in event && event.from === 'broker' ? [broker, program] : [program, broker]
  const [from = program, to = broker] = sent
  return [event.type, spot(from), spot(to)]
}

const spot = ({ x, y }: Point): Spot => [round(x), round(y)]
