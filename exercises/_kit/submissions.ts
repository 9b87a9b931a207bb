// The work of module A's consumers: submissions come in, their totals go out.
import { keyOf } from '@ackademy/wire/message.ts'
import type { Delivery } from '@ackademy/wire/message.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import type { Lab } from './scenario.ts'
import type { Answering } from './work.ts'

const STUDENTS = ['Ada', 'Björn', 'Chidi', 'Dana', 'Émile', 'Farah', 'Goran', 'Hana', 'Iker', 'Jun']

/** Publishes so many submissions to the queue, none waiting for another's confirm; returns their ids. The first has the most points to add up, the third none: the two that careless code trips over. */
export async function handIn(lab: Lab, howMany: number): Promise<string[]> {
  const published: Promise<string>[] = []
  for (let index = 0; index < howMany; index++) {
    const length = index === 0 ? 40 : index === 2 ? 0 : 1 + Math.floor(lab.random() * 5)
    const json = {
      id: lab.id(),
      student: STUDENTS[Math.floor(lab.random() * STUDENTS.length)],
      points: Array.from({ length }, () => Math.floor(lab.random() * 10)),
    }
    published.push(lab.publish({ routingKey: 'submissions', json, properties: { messageId: json.id, deliveryMode: 2 } }))
  }
  return Promise.all(published)
}

export const grading: Answering = { from: 'submissions', to: 'grades', right: isGrade }

/** Whether `result` is the grade of `given`, both parsed from message bodies. */
export function isGrade(given: unknown, result: unknown): boolean {
  const points = field(given, 'points')
  if (!Array.isArray(points)) return false
  const total = points.reduce((sum: number, one: unknown) => sum + Number(one), 0)
  return field(result, 'id') === field(given, 'id') && field(result, 'total') === total
}

export const field = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined)

/** The submissions that were delivered. */
export const taken = (wire: Wire): Delivery[] => wire.deliveries.filter((delivery) => delivery.queue === 'submissions')

/** Everything the lab handed in was delivered at least once. */
export const allTaken = (wire: Wire): boolean => {
  const keys = new Set(taken(wire).map((delivery) => keyOf(delivery.event)))
  return wire.given.length > 0 && wire.given.every((given) => keys.has(given.messageId))
}
