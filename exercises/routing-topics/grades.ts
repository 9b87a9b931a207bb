// What this exercise is about: submissions by course through a direct exchange, grades by course, unit and result through a topic exchange.
import { jsonOf, type Publish } from '@ackademy/wire/message.ts'
import { arrivals, bindingsFor, publishedTo, type Routed } from '@ackademy/wire/mistakes/routed.ts'
import { topicMatches } from '@ackademy/wire/topic.ts'
import type { Of, Wire } from '@ackademy/wire/wire.ts'
import type { Lab } from '../_kit/scenario.ts'
import { field } from '../_kit/submissions.ts'
import { results } from '../_kit/work.ts'

export const SUBMISSIONS = 'submissions'
export const GRADES = 'grades'
export const BOARD = 'board'

const PASSED_FROM = 10
const MARKED = ['queues', 'docker']
const UNITS = ['images', 'compose.volumes', 'compose.networks', 'acks', 'topics', 'services.cluster-ip', 'pods']

export const isMarked = (key: string): boolean => MARKED.includes(key)
export const isOnBoard = (key: string): boolean => topicMatches('docker.#', key) || topicMatches('#.failed', key)

/** Grades of others, wanted and unwanted. The wanted ones come last: where they have come out, all the others would have too. */
const OTHERS: readonly ((unit: string) => string)[] = [
  (unit) => `queues.${unit}.passed`,
  (unit) => `kubernetes.${unit}.passed`,
  (unit) => `docker-swarm.${unit}.passed`,
  (unit) => `queues.${unit}.failed.appealed`,
  () => 'docker.passed',
  () => 'docker.images.passed',
  () => 'docker.compose.volumes.passed',
  () => 'queues.acks.failed',
  () => 'kubernetes.services.cluster-ip.failed',
  () => 'docker.compose.networks.failed',
]

export async function gradeElsewhere(lab: Lab): Promise<void> {
  for (const keyFor of OTHERS) {
    const json = { id: lab.id(), total: Math.floor(lab.random() * 20) }
    await lab.publish({ exchange: GRADES, routingKey: keyFor(pick(lab, UNITS)), json, properties: { messageId: json.id } })
  }
}

export async function handIn(lab: Lab): Promise<void> {
  for (const [course, high] of [
    ['kubernetes', true],
    ['docker-swarm', false],
    ['queues', true],
    ['queues', false],
    ['docker', true],
    ['docker', false],
  ] as const) {
    const points = high ? [4, 5, 1 + Math.floor(lab.random() * 5)] : [Math.floor(lab.random() * 5), Math.floor(lab.random() * 5)]
    const json = { id: lab.id(), course, unit: pick(lab, UNITS), points }
    await lab.publish({ exchange: SUBMISSIONS, routingKey: course, json, properties: { messageId: json.id, deliveryMode: 2 } })
  }
}

const pick = (lab: Lab, from: readonly string[]): string => from[Math.floor(lab.random() * from.length)] ?? ''

export const ready = (wire: Wire, program: string): boolean =>
  [...wire.all('basic.consume-ok'), ...wire.all('basic.get')].some((event) => event.program === program)

/** The submissions that are the marker's to mark. */
export const toMark = (wire: Wire): readonly Of<'lab.publish'>[] => {
  const since = setUp(wire, 'marker')
  return wire.given.filter(({ seq, exchange, routingKey }) => seq > since && exchange === SUBMISSIONS && isMarked(routingKey))
}

/** The grade a submission is to get: its key and its total. */
export function gradeOf(given: Of<'lab.publish'>): { key: string; total: number } {
  const submission = jsonOf(given.body)
  const points = field(submission, 'points')
  const total = Array.isArray(points) ? points.reduce((sum: number, one: unknown) => sum + Number(one), 0) : 0
  const result = total >= PASSED_FROM ? 'passed' : 'failed'
  return { key: `${String(field(submission, 'course'))}.${String(field(submission, 'unit'))}.${result}`, total }
}

/** What the marker published about a submission, whatever it is. */
export const gradedBy = (wire: Wire, given: Of<'lab.publish'>): readonly Publish[] =>
  wire.publishes.filter(({ event, lost }) => event.program === 'marker' && lost === undefined && field(jsonOf(event.body), 'id') === given.messageId)

export function rightGrade(wire: Wire, given: Of<'lab.publish'>): Publish | undefined {
  const { key, total } = gradeOf(given)
  return gradedBy(wire, given).find(
    ({ event }) => event.exchange === GRADES && event.routingKey === key && field(jsonOf(event.body), 'total') === total,
  )
}

/** Number of the last event by which a program made itself heard of: a binding or a consumer. What comes later has to reach it. */
export const setUp = (wire: Wire, program: string): number =>
  Math.max(0, ...[...wire.all('basic.consume-ok'), ...wire.all('queue.bind-ok')].flatMap((event) => (event.program === program ? [event.seq] : [])))

/** The grades the board wants, of those that were published since it was set up. */
export const forBoard = (wire: Wire): Routed[] => {
  const since = setUp(wire, 'board')
  return publishedTo(wire, GRADES).filter(({ seq, routingKey }) => seq > since && isOnBoard(routingKey))
}

/** What the board put up for a grade. */
export function shownOnBoard(wire: Wire, grade: Routed): readonly Publish[] {
  const id = field(jsonOf(grade.body), 'id')
  return results(wire, BOARD).filter(({ event }) => {
    const shown = jsonOf(event.body)
    return event.program === 'board' && field(shown, 'id') === id && field(shown, 'key') === grade.routingKey
  })
}

/** Everything that the program's own bindings let through has been delivered, from each queue: nothing is on its way to it. */
export function allArrived(wire: Wire, program: string, exchange: string): boolean {
  const meets = exchange === GRADES ? topicMatches : (pattern: string, key: string) => pattern === key
  const bindings = bindingsFor(wire, program, exchange)
  return publishedTo(wire, exchange).every((message) => {
    const open = bindings.filter(({ since, routingKey }) => (since ?? Infinity) < message.seq && meets(routingKey, message.routingKey))
    const came = arrivals(wire, program, message)
    return open.every((binding) => came.some(({ queue }) => queue === binding.queue))
  })
}

export const allSettled = (wire: Wire, program: string): boolean =>
  wire.deliveries.every(({ event, noAck, settledBy }) => event.program !== program || noAck || settledBy !== undefined)
