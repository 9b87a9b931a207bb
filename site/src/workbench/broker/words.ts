// What the picture of a broker says of its parts, and the table with it.
import type { Seen, SeenConsumer, SeenExchange, SeenHolder, SeenQueue } from '@ackademy/wire/seen-broker.ts'
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { list } from '@ackademy/wire/told.ts'

const LISTED = 8

export const exchangeName = (name: string): string => (name === '' ? 'default exchange' : name)

export function typeWords({ name, type }: SeenExchange): string {
  if (name === '') return 'by queue name'
  return type === undefined ? 'its type was not seen' : type
}

/** "4", "4, and 2 from before", "4, and what was there before". */
export function readyWords({ ready, before }: SeenQueue): string {
  if (before === undefined) return `${ready.length}, and what was there before`
  return before === 0 ? String(ready.length) : `${ready.length}, and ${before} from before`
}

/** What the picture says of it in a line; empty where all is known. */
export function beforeWords({ before }: SeenQueue): string {
  if (before === undefined) return ', perhaps more'
  return before === 0 ? '' : ` + ${before} from before`
}

export const kindWords = ({ durable }: SeenQueue): string => (durable === undefined ? 'declaration not seen' : durable ? 'durable' : 'not durable')

/** Where it passes what is rejected in it, or has expired; empty where it does not. */
export const deadWords = ({ deadLettering }: SeenQueue): string =>
  deadLettering ? `dead letters to ${deadLettering.exchange || (deadLettering.routingKey ?? exchangeName(''))}` : ''

/** "from news: mail.#, exam.*". */
export function boundWords({ name }: SeenQueue, { bindings }: Seen): string {
  const keys = new Map<string, string[]>()
  for (const { exchange, destination, routingKey } of bindings)
    if (destination.kind === 'queue' && destination.name === name) keys.set(exchange, [...(keys.get(exchange) ?? []), routingKey])
  return [...keys]
    .map(([exchange, bound]) => `from ${exchange}${bound.some((key) => key !== '') ? `: ${[...new Set(bound)].join(', ')}` : ''}`)
    .join('; ')
}

export function prefetchWords({ noAck, prefetch }: SeenConsumer): string {
  if (noAck) return 'no-ack'
  if (prefetch === undefined) return 'no prefetch'
  const count = prefetch.count === 0 ? 'prefetch 0: no limit' : `prefetch ${prefetch.count}`
  return prefetch.shared ? `${count}, shared by its channel` : count
}

/** "10 unacknowledged: messages 1 to 10". */
export function unackedWords({ unacked }: Pick<SeenConsumer | SeenHolder, 'unacked'>, timeline: Timeline): string {
  const count = `${unacked.length} unacknowledged`
  if (unacked.length === 0) return count
  const named = list(unacked.slice(0, LISTED).flatMap((id) => timeline.copy(id) ?? []))
  return `${count}: ${named}${unacked.length > LISTED ? ' …' : ''}`
}

/** All of it in a sentence or two, for who does not see the picture. */
export function inWords({ queues, consumers, holders }: Seen, timeline: Timeline): string {
  if (queues.length === 0) return 'No queue was seen yet.'
  const said = queues.map((queue) => `Queue ${queue.name}: ready ${readyWords(queue)}; ${queue.unacked.length} unacknowledged.`)
  const held = [...consumers, ...holders].filter(({ unacked }) => unacked.length > 0)
  return [...said, ...held.map((one) => `${one.program} on channel ${one.channel} holds ${unackedWords(one, timeline)}.`)].join(' ')
}
