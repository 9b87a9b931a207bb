// What becomes of a message that a queue gives up (https://www.rabbitmq.com/docs/dlx): published again to the queue's
// dead-letter exchange, with an `x-death` that tells of each way it died, the latest first.
import type { FieldValue } from '@ackademy/contract/recording.ts'
import type { Table } from '../../amqp/field-table.ts'
import { changed } from './header.ts'
import type { Message } from './message.ts'
import type { Release } from './release.ts'

export type Reason = 'rejected' | 'expired' | 'maxlen' | 'delivery_limit'

export interface Death {
  readonly reason: Reason
  readonly queue: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Where to; without a routing key the message keeps those it came with. */
export interface Grave {
  readonly exchange: string
  readonly routingKey: string | undefined
}

export function deadLettered(message: Message, { reason, queue, at }: Death, { exchange, routingKey }: Grave, { readsDeaths }: Release): Message {
  const headers = message.properties.headers ?? {}
  const before = readsDeaths || message.dead === true ? headers['x-death'] : undefined
  const deaths = Array.isArray(before) ? before : []
  const [same, others] = parted(deaths, (death) => death['reason'] === reason && death['queue'] === queue)
  const { expiration } = message.properties
  const fresh: Table = {
    reason,
    queue,
    time: { $timestamp: Math.floor(at / 1000) },
    exchange: message.exchange,
    'routing-keys': [message.routingKey, ...copiesIn(headers, 'CC')],
    ...(expiration === undefined ? {} : { 'original-expiration': expiration }),
  }
  const told = (which: 'first' | 'last') => ({
    [`x-${which}-death-reason`]: reason,
    [`x-${which}-death-queue`]: queue,
    [`x-${which}-death-exchange`]: message.exchange,
  })
  const first = { ...(before === undefined ? told('first') : {}), ...(readsDeaths ? {} : told('last')) }
  const latest = same === undefined ? { count: 1, ...fresh } : sorted({ ...same, count: Number(same['count'] ?? 0) + 1 })
  return {
    exchange,
    routingKey: routingKey ?? message.routingKey,
    copies: routingKey === undefined ? message.copies : [],
    body: message.body,
    dead: true,
    ...changed(message.header, {
      set: { ...first, 'x-death': [latest, ...others] },
      drop: routingKey === undefined ? [] : ['CC'],
      everlasting: true,
    }),
  }
}

/**
 * It has been in this queue before, and no consumer has rejected it since: it goes round by itself, and is dropped.
 * `message`: as it was dead-lettered for that reason.
 */
export function cycles(message: Message, reason: Reason, queue: string): boolean {
  const deaths = message.properties.headers?.['x-death']
  if (reason === 'rejected' || !Array.isArray(deaths)) return false
  const last = deaths.findIndex((death) => isTable(death) && death['queue'] === queue)
  return last !== -1 && deaths.slice(0, last + 1).every((death) => isTable(death) && death['reason'] !== 'rejected')
}

/** The keys of a header CC or BCC; what is no text in it is passed over. */
export function copiesIn(headers: Table, name: 'CC' | 'BCC'): string[] {
  const list = headers[name]
  return Array.isArray(list) ? list.filter((key) => typeof key === 'string') : []
}

function parted(deaths: readonly FieldValue[], which: (death: Table) => boolean): [Table | undefined, FieldValue[]] {
  const same = deaths.find((death): death is Table => isTable(death) && which(death))
  return [same, deaths.filter((death) => !isTable(death) || !which(death))]
}

const isTable = (value: FieldValue): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

/** RabbitMQ sorts a death when it counts it again. */
const sorted = (death: Table): Table => Object.fromEntries(Object.entries(death).sort(([one], [other]) => (one < other ? -1 : 1)))
