// One event in a few words, for the table: who spoke to whom, the method, and what it said.
import type { Body, Event, FieldValue, Properties } from '@ackademy/contract/recording.ts'
import { supposed } from './supposed.ts'
import { textOf } from './message.ts'
import { deathsOf } from './x-death.ts'

export interface Summary {
  readonly who: string
  readonly method: string
  readonly what: string
}

type AmqpEvent = Extract<Event, { source: 'amqp' }>

/** What only the broker sends, of the methods that do not say who sent them. */
const BROKER_SENDS: ReadonlySet<string> = new Set([
  'connection.open-ok',
  'connection.blocked',
  'connection.unblocked',
  'channel.open-ok',
  'queue.declare-ok',
  'queue.purge-ok',
  'queue.delete-ok',
  'basic.consume-ok',
  'basic.return',
  'basic.deliver',
  'basic.get-ok',
])

const PREVIEW = 60

/** The body's first characters on one line, control characters as spaces. */
export const preview = (body: Body): string => {
  const { size } = body
  if (size === 0) return 'empty body'
  const text = textOf(body)
    .replace(/\p{C}+/gu, ' ')
    .trim()
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}… (${size} bytes)` : text
}

const join = (...parts: (string | false | undefined)[]): string =>
  parts.filter((part) => part !== false && part !== undefined && part !== '').join(' · ')
const named = (name: string): string => (name === '' ? '(no name)' : name)
const exchange = (name: string): string => (name === '' ? 'default exchange' : `exchange ${name}`)
const table = (fields: { [key: string]: FieldValue }): string | false =>
  Object.keys(fields).length > 0 &&
  Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const deaths = (properties: Properties): string | false => {
  const told = deathsOf(properties).map(({ reason, queue, count }) => `${reason} in ${queue} ×${count}`)
  return told.length > 0 && `x-death: ${told.join(', ')}`
}

const message = (event: Extract<Event, { routingKey: string; body: Body }>): string =>
  join(
    exchange(event.exchange),
    `key ${named(event.routingKey)}`,
    event.properties.messageId !== undefined && `id ${event.properties.messageId}`,
    event.properties.deliveryMode === 2 && 'persistent',
    deaths(event.properties),
    preview(event.body),
  )

const settled = (event: Extract<AmqpEvent, { type: 'basic.ack' | 'basic.nack' | 'basic.reject' }>): string => {
  const which = `#${event.deliveryTag}`
  const many = 'multiple' in event && event.multiple && (event.deliveryTag === 0 ? 'all so far' : 'and all before it')
  if (event.type !== 'basic.reject' && event.from === 'broker') return join(`publish ${which}`, many)
  return join(which, many, event.type !== 'basic.ack' && (event.requeue ? 'requeue' : 'no requeue'))
}

const amqp = (event: AmqpEvent): string => {
  switch (event.type) {
    case 'socket.open':
      return `connection ${event.connection}`
    case 'socket.end':
      return join(`by ${event.by === 'program' ? 'the program' : `the ${event.by}`}`, !event.afterClose && 'without closing the connection first')
    case 'heartbeat.missed':
      return `silent for ${event.silentSeconds} s`
    case 'tap.undecodable':
      return event.reason
    case 'connection.start-ok':
      return join(event.client, event.mechanism)
    case 'connection.tune-ok':
      return join(`channels up to ${event.channelMax}`, `frames up to ${event.frameMax} bytes`, `heartbeat ${event.heartbeat} s`)
    case 'connection.open':
      return `virtual host ${event.virtualHost}`
    case 'connection.blocked':
      return event.reason
    case 'connection.close':
    case 'channel.close':
      return `${event.replyCode} ${event.replyText}`
    case 'channel.flow':
    case 'channel.flow-ok':
      return event.active ? 'active' : 'paused'
    case 'exchange.declare':
      return join(
        `${event.exchangeType} exchange ${event.exchange}`,
        event.passive && 'passive',
        event.durable && 'durable',
        event.autoDelete && 'auto-delete',
        event.internal && 'internal',
        table(event.arguments),
      )
    case 'exchange.delete':
      return event.exchange
    case 'exchange.bind':
    case 'exchange.unbind':
      return join(`${event.from_} → ${event.destination}`, `key ${named(event.routingKey)}`, table(event.arguments))
    case 'queue.declare':
      return join(
        `queue ${named(event.queue)}`,
        event.passive && 'passive',
        event.durable && 'durable',
        event.exclusive && 'exclusive',
        event.autoDelete && 'auto-delete',
        table(event.arguments),
      )
    case 'queue.declare-ok':
      return join(`queue ${event.queue}`, `${counted(event.messageCount, 'message')} ready`, counted(event.consumerCount, 'consumer'))
    case 'queue.bind':
    case 'queue.unbind':
      return join(`${exchange(event.exchange)} → queue ${named(event.queue)}`, `key ${named(event.routingKey)}`, table(event.arguments))
    case 'queue.purge':
    case 'queue.delete':
      return `queue ${named(event.queue)}`
    case 'queue.purge-ok':
    case 'queue.delete-ok':
      return counted(event.messageCount, 'message')
    case 'basic.qos':
      return join(`prefetch ${event.prefetchCount === 0 ? 'unlimited' : event.prefetchCount}`, event.global && 'for the whole channel')
    case 'basic.consume':
      return join(`queue ${named(event.queue)}`, event.noAck ? 'noAck: no acknowledgements' : 'with acknowledgements', event.exclusive && 'exclusive')
    case 'basic.consume-ok':
    case 'basic.cancel':
    case 'basic.cancel-ok':
      return `tag ${named(event.consumerTag)}`
    case 'basic.publish':
      return join(message(event), event.mandatory && 'mandatory')
    case 'basic.return':
      return join(`${event.replyCode} ${event.replyText}`, message(event))
    case 'basic.deliver':
    case 'basic.get-ok':
      return join(`#${event.deliveryTag}`, event.redelivered && 'redelivered', message(event))
    case 'basic.get':
      return join(`queue ${named(event.queue)}`, event.noAck && 'noAck')
    case 'basic.ack':
    case 'basic.nack':
    case 'basic.reject':
      return settled(event)
    case 'basic.recover':
      return event.requeue ? 'requeue' : 'to the same consumer'
    default:
      return ''
  }
}

const rest = (event: Exclude<Event, AmqpEvent>): string => {
  switch (event.type) {
    case 'process.start':
      return join(`node ${event.file}`, event.run > 1 && `start ${event.run}`)
    case 'process.exit': {
      const how = event.signal === null ? `code ${event.code ?? '?'}` : event.signal
      return join(how, { itself: 'by itself', lab: 'ended by the lab', learner: 'stopped by you', limit: 'over a limit' }[event.by])
    }
    case 'process.limit':
      return `${event.limit} limit (${event.allowed}) met`
    case 'process.missing':
      return `no file ${event.expected}`
    case 'lab.step':
      return event.text
    case 'lab.exchange':
      return join(`exchange ${event.exchange}`, event.exchangeType)
    case 'lab.queue':
      return join(`queue ${event.queue}`, event.durable && 'durable', table(event.arguments))
    case 'lab.queue-delete':
      return `queue ${event.queue}`
    case 'lab.bind':
      return join(`queue ${event.queue}`, `exchange ${event.exchange}`, event.routingKey !== '' && `key ${event.routingKey}`)
    case 'lab.publish':
      return message(event)
    case 'lab.take':
      return `queue ${event.queue} · ${message(event)}`
    case 'lab.give':
      return event.file
    case 'lab.read':
      return event.text === undefined ? `no file ${event.file}` : join(event.file, event.text)
    case 'lab.hold':
      return join(event.what, `event ${event.heldSeq} waits`)
    case 'lab.release':
      return `event ${event.heldSeq} ${event.dropped ? 'dropped' : 'goes on'}`
    case 'lab.what-if':
      return join(event.program, ...supposed(event))
    case 'lab.kill':
      return join(event.program, event.signal)
    case 'lab.broker-stop':
      return 'the broker is stopped'
    case 'lab.broker-start':
      return 'the broker answers again'
    case 'lab.consumer-timeout':
      return seconds(event.consumerTimeout)
    case 'lab.rest':
      return join(event.why, `waited ${seconds(event.waitedMs)}`)
    case 'lab.seen':
      return event.what
    case 'lab.deadline':
      return join(`not seen: ${event.what}`, `waited ${seconds(event.waitedMs)} after event ${event.since}`, event.limit && 'time limit')
    case 'lab.end':
      return ''
    case 'truncated':
      return `after ${event.cap} events`
    case 'broker.queue':
      return event.exists
        ? `queue ${event.queue} · ${counted(event.messagesReady, 'message')} ready · ${counted(event.consumers, 'consumer')}`
        : `queue ${event.queue} does not exist`
    case 'broker.counts':
      return Object.entries(event.queues)
        .map(([queue, { ready, unacknowledged }]) => `${queue}: ${ready} ready, ${unacknowledged} unacknowledged`)
        .join(' · ')
    case 'http.request':
      return `${event.method} ${event.path}`
    case 'http.response':
      return join(`${event.status}`, counted(event.body.size, 'byte'))
  }
}

const speaker = (event: Event): string => {
  if (event.source === 'lab') return 'lab'
  if (event.source === 'process') return event.program
  if (event.source === 'broker') return 'broker → lab'
  if (event.source === 'http') return event.type === 'http.request' ? `${event.program} → management` : `management → ${event.program}`
  if (event.type === 'socket.open') return `${event.program} → broker`
  if (event.type === 'socket.end')
    return event.by === 'broker' ? `broker → ${event.program}` : event.by === 'lab' ? 'lab' : `${event.program} → broker`
  const byBroker = 'from' in event ? event.from === 'broker' : BROKER_SENDS.has(event.type)
  return byBroker ? `broker → ${event.program}` : `${event.program} → broker`
}

export const summary = (event: Event): Summary => ({
  who: speaker(event),
  method: event.type,
  what: event.source === 'amqp' ? amqp(event) : rest(event),
})
