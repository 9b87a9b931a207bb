// Messages by way of the management: published by hand, and looked at in a queue.
import { FieldTable, type Properties } from '@ackademy/contract/recording.ts'
import { z } from 'zod'
import { encodeContentHeader } from '../../amqp/content.ts'
import type { Entry } from '../broker/message.ts'
import { copied } from '../broker/publishing.ts'
import type { Queue } from '../broker/queue.ts'
import type { VirtualHost } from '../broker/virtual-host.ts'

/** As RabbitMQ names the properties there, and as they are named here. */
const NAMES = {
  content_type: 'contentType',
  content_encoding: 'contentEncoding',
  headers: 'headers',
  delivery_mode: 'deliveryMode',
  priority: 'priority',
  correlation_id: 'correlationId',
  reply_to: 'replyTo',
  expiration: 'expiration',
  message_id: 'messageId',
  timestamp: 'timestamp',
  type: 'type',
  user_id: 'userId',
  app_id: 'appId',
  cluster_id: 'clusterId',
} as const satisfies Record<string, keyof Properties>

const text = z.string().max(255)
const octet = z.int().min(0).max(255)
const Spoken = z.strictObject({
  content_type: text.optional(),
  content_encoding: text.optional(),
  headers: FieldTable.optional(),
  delivery_mode: octet.optional(),
  priority: octet.optional(),
  correlation_id: text.optional(),
  reply_to: text.optional(),
  expiration: text.optional(),
  message_id: text.optional(),
  timestamp: z.int().nonnegative().optional(),
  type: text.optional(),
  user_id: text.optional(),
  app_id: text.optional(),
  cluster_id: text.optional(),
})

export const Publishing = z.object({
  routing_key: text,
  properties: Spoken,
  payload: z.string(),
  // first a string: what is missing is told as RabbitMQ tells it
  payload_encoding: z.string().pipe(z.enum(['string', 'base64'])),
})

/** Says whether a queue took it. Throws Refusal. */
export function publish(host: VirtualHost, exchange: string, asked: z.output<typeof Publishing>): { routed: boolean } {
  const body = Buffer.from(asked.payload, asked.payload_encoding === 'base64' ? 'base64' : 'utf8')
  const properties: Properties = Object.fromEntries(
    Object.entries(NAMES).flatMap(([spoken, name]) => {
      const value = asked.properties[spoken as keyof typeof NAMES]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const source = host.exchanges.get(exchange)
  const header = encodeContentHeader({ bodySize: body.length, properties })
  const message = { exchange, routingKey: asked.routing_key, body, ...copied({ header, properties }) }
  const queues = host.route(source, message)
  for (const queue of queues) queue.publish(message)
  return { routed: queues.length > 0 }
}

export const Getting = z.object({
  count: z.int().min(1).max(1000).default(1),
  ackmode: z.enum(['ack_requeue_true', 'ack_requeue_false', 'reject_requeue_true', 'reject_requeue_false']),
  encoding: z.enum(['auto', 'base64']),
  truncate: z.int().nonnegative().optional(),
})

/** Like a client it takes them first, and gives them back then: they are redelivered from now on. Throws Refusal. */
export function get(queue: Queue, { count, ackmode, encoding, truncate }: z.output<typeof Getting>): object[] {
  const forGood = ackmode === 'ack_requeue_false'
  const taken: Entry[] = []
  const seen: object[] = []
  while (taken.length < count) {
    const entry = queue.take(forGood)
    if (entry === undefined) break
    taken.push(entry)
    seen.push(shown(entry, queue.ready, encoding, truncate))
  }
  if (!forGood && taken.length > 0) queue.settle(ackmode === 'reject_requeue_false' ? 'reject' : 'requeue', taken, undefined)
  return seen
}

function shown({ redelivered, message, shown: seen = message }: Entry, left: number, encoding: 'auto' | 'base64', truncate = Infinity): object {
  const { exchange, routingKey, properties, body } = seen
  const part = body.subarray(0, truncate)
  const readable = encoding === 'auto' && Buffer.from(part.toString('utf8'), 'utf8').equals(part)
  const spoken = Object.entries(NAMES).flatMap(([name, own]) => (properties[own] === undefined ? [] : [[name, properties[own]]]))
  return {
    payload_bytes: body.length,
    redelivered,
    exchange,
    routing_key: routingKey,
    message_count: left,
    properties: Object.fromEntries(spoken) as object,
    payload: part.toString(readable ? 'utf8' : 'base64'),
    payload_encoding: readable ? 'string' : 'base64',
  }
}
