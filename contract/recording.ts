// The Recording: what crossed the wire, what the broker held, what the engine saw and what the lab did,
// in one numbered list. It is the grading input, the live timeline, the replay and the test fixture.
//
//   program ──frames──▶ tap ──same bytes──▶ broker      an event from the program is numbered when read,
//   program ◀──frames── tap ◀──same bytes── broker      one towards it before it is written
//
// Stored as JSONL: the header on line 1, then one event a line.
// AMQP events bear the method names of the 0-9-1 specification; their fields are its arguments in camelCase.
import { z } from 'zod'
import { WhatIf } from './what-if.ts'

export const FORMAT = 'ackademy-recording/1'

export const RecordingHeader = z.strictObject({
  format: z.literal(FORMAT),
  exercise: z.string(),
  /** SHA-256 (hex) over the exercise's folder, wire/ and exercises/_kit: which rules judged it. */
  contentHash: z.string(),
  engine: z.string(),
  /** Service name to what answered, e.g. `{ rabbitmq: 'RabbitMQ 3.10.8' }`. */
  services: z.record(z.string(), z.string()),
  /** What ran in images, by name: the registry's digest, or name and id where an image was built here. */
  images: z.record(z.string(), z.string()).optional(),
  /** Seeds the scenario's payloads, so that a Recording can be made again. */
  seed: z.string(),
})
export type RecordingHeader = z.infer<typeof RecordingHeader>

/** A value of an AMQP field table as JSON; byte arrays become `{ $bytes: base64 }`, timestamps `{ $timestamp: seconds }`. */
export type FieldValue = string | number | boolean | null | FieldValue[] | { [key: string]: FieldValue }
export const FieldTable: z.ZodType<{ [key: string]: FieldValue }> = z.record(z.string(), z.json())

/** A message body: capped, and hashed whole so that equality can still be told. */
export const Body = z.strictObject({
  /** Bytes of the whole body. */
  size: z.int().nonnegative(),
  /** SHA-256 (hex) of the whole body. */
  sha256: z.string(),
  /** The body's first 16 KiB at most. */
  base64: z.string(),
})
export type Body = z.infer<typeof Body>

/** AMQP 0-9-1 §4.2.6.1 basic properties, absent ones left out. */
export const Properties = z.strictObject({
  contentType: z.string().optional(),
  contentEncoding: z.string().optional(),
  headers: FieldTable.optional(),
  deliveryMode: z.int().optional(),
  priority: z.int().optional(),
  correlationId: z.string().optional(),
  replyTo: z.string().optional(),
  expiration: z.string().optional(),
  messageId: z.string().optional(),
  timestamp: z.number().optional(),
  type: z.string().optional(),
  userId: z.string().optional(),
  appId: z.string().optional(),
  clusterId: z.string().optional(),
})
export type Properties = z.infer<typeof Properties>

const every = {
  /** 1, 2, 3 … without gaps. */
  seq: z.int().positive(),
  /** Milliseconds since the Recording's start, monotonic. */
  at: z.number().nonnegative(),
}
/** Who sent the frame. */
const from = z.enum(['program', 'broker'])
const onConnection = {
  ...every,
  source: z.literal('amqp'),
  program: z.string(),
  /** Numbers the sockets of this Recording, from 1. */
  connection: z.int().positive(),
}
const onChannel = { ...onConnection, channel: z.int().nonnegative() }
const closing = { from, replyCode: z.int(), replyText: z.string(), classId: z.int(), methodId: z.int() }
const message = { exchange: z.string(), routingKey: z.string(), properties: Properties, body: Body }
const args = { arguments: FieldTable }
const queueBinding = { queue: z.string(), exchange: z.string(), routingKey: z.string(), ...args }
const exchangeBinding = { destination: z.string(), from_: z.string(), routingKey: z.string(), ...args }
const bare = <T extends string>(type: T) => z.strictObject({ ...onChannel, type: z.literal(type), from })

export const AmqpEvent = z.discriminatedUnion('type', [
  // the socket itself
  z.strictObject({ ...onConnection, type: z.literal('socket.open') }),
  /** `afterClose`: false when the socket ended without connection.close and close-ok before it. */
  z.strictObject({ ...onConnection, type: z.literal('socket.end'), by: z.enum(['program', 'broker', 'lab']), afterClose: z.boolean() }),
  z.strictObject({ ...onConnection, type: z.literal('heartbeat.missed'), from, silentSeconds: z.number() }),
  /** The bytes still pass; what came after on this side is not known. */
  z.strictObject({ ...onConnection, type: z.literal('tap.undecodable'), from, reason: z.string(), offset: z.int() }),
  // connection
  z.strictObject({
    ...onConnection,
    type: z.literal('connection.start-ok'),
    client: z.string() /* product and version the client names */,
    mechanism: z.string(),
  }),
  z.strictObject({ ...onConnection, type: z.literal('connection.tune-ok'), channelMax: z.int(), frameMax: z.int(), heartbeat: z.int() }),
  z.strictObject({ ...onConnection, type: z.literal('connection.open'), virtualHost: z.string() }),
  z.strictObject({ ...onConnection, type: z.literal('connection.open-ok') }),
  z.strictObject({ ...onConnection, type: z.literal('connection.close'), ...closing }),
  z.strictObject({ ...onConnection, type: z.literal('connection.close-ok'), from }),
  z.strictObject({ ...onConnection, type: z.literal('connection.blocked'), reason: z.string() }),
  z.strictObject({ ...onConnection, type: z.literal('connection.unblocked') }),
  // channel
  z.strictObject({ ...onChannel, type: z.literal('channel.open') }),
  z.strictObject({ ...onChannel, type: z.literal('channel.open-ok') }),
  z.strictObject({ ...onChannel, type: z.literal('channel.close'), ...closing }),
  bare('channel.close-ok'),
  z.strictObject({ ...onChannel, type: z.literal('channel.flow'), from, active: z.boolean() }),
  z.strictObject({ ...onChannel, type: z.literal('channel.flow-ok'), from, active: z.boolean() }),
  // exchange
  z.strictObject({
    ...onChannel,
    type: z.literal('exchange.declare'),
    exchange: z.string(),
    exchangeType: z.string(),
    passive: z.boolean(),
    durable: z.boolean(),
    autoDelete: z.boolean(),
    internal: z.boolean(),
    ...args,
  }),
  bare('exchange.declare-ok'),
  z.strictObject({ ...onChannel, type: z.literal('exchange.delete'), exchange: z.string(), ifUnused: z.boolean() }),
  bare('exchange.delete-ok'),
  z.strictObject({ ...onChannel, type: z.literal('exchange.bind'), ...exchangeBinding }),
  bare('exchange.bind-ok'),
  z.strictObject({ ...onChannel, type: z.literal('exchange.unbind'), ...exchangeBinding }),
  bare('exchange.unbind-ok'),
  // queue
  z.strictObject({
    ...onChannel,
    type: z.literal('queue.declare'),
    queue: z.string(),
    passive: z.boolean(),
    durable: z.boolean(),
    exclusive: z.boolean(),
    autoDelete: z.boolean(),
    ...args,
  }),
  z.strictObject({ ...onChannel, type: z.literal('queue.declare-ok'), queue: z.string(), messageCount: z.int(), consumerCount: z.int() }),
  z.strictObject({ ...onChannel, type: z.literal('queue.bind'), ...queueBinding }),
  bare('queue.bind-ok'),
  z.strictObject({ ...onChannel, type: z.literal('queue.unbind'), ...queueBinding }),
  bare('queue.unbind-ok'),
  z.strictObject({ ...onChannel, type: z.literal('queue.purge'), queue: z.string() }),
  z.strictObject({ ...onChannel, type: z.literal('queue.purge-ok'), messageCount: z.int() }),
  z.strictObject({ ...onChannel, type: z.literal('queue.delete'), queue: z.string(), ifUnused: z.boolean(), ifEmpty: z.boolean() }),
  z.strictObject({ ...onChannel, type: z.literal('queue.delete-ok'), messageCount: z.int() }),
  // basic
  z.strictObject({ ...onChannel, type: z.literal('basic.qos'), prefetchSize: z.int(), prefetchCount: z.int(), global: z.boolean() }),
  bare('basic.qos-ok'),
  z.strictObject({
    ...onChannel,
    type: z.literal('basic.consume'),
    queue: z.string(),
    consumerTag: z.string(),
    noLocal: z.boolean(),
    noAck: z.boolean(),
    exclusive: z.boolean(),
    ...args,
  }),
  z.strictObject({ ...onChannel, type: z.literal('basic.consume-ok'), consumerTag: z.string() }),
  z.strictObject({ ...onChannel, type: z.literal('basic.cancel'), from, consumerTag: z.string() }),
  z.strictObject({ ...onChannel, type: z.literal('basic.cancel-ok'), from, consumerTag: z.string() }),
  z.strictObject({ ...onChannel, type: z.literal('basic.publish'), mandatory: z.boolean(), immediate: z.boolean(), ...message }),
  z.strictObject({ ...onChannel, type: z.literal('basic.return'), replyCode: z.int(), replyText: z.string(), ...message }),
  z.strictObject({
    ...onChannel,
    type: z.literal('basic.deliver'),
    consumerTag: z.string(),
    deliveryTag: z.int(),
    redelivered: z.boolean(),
    ...message,
  }),
  z.strictObject({ ...onChannel, type: z.literal('basic.get'), queue: z.string(), noAck: z.boolean() }),
  z.strictObject({
    ...onChannel,
    type: z.literal('basic.get-ok'),
    deliveryTag: z.int(),
    redelivered: z.boolean(),
    messageCount: z.int(),
    ...message,
  }),
  bare('basic.get-empty'),
  /** From the program it settles a delivery; from the broker it confirms a publish. */
  z.strictObject({ ...onChannel, type: z.literal('basic.ack'), from, deliveryTag: z.int(), multiple: z.boolean() }),
  z.strictObject({ ...onChannel, type: z.literal('basic.nack'), from, deliveryTag: z.int(), multiple: z.boolean(), requeue: z.boolean() }),
  z.strictObject({ ...onChannel, type: z.literal('basic.reject'), deliveryTag: z.int(), requeue: z.boolean() }),
  z.strictObject({ ...onChannel, type: z.literal('basic.recover'), requeue: z.boolean() }),
  bare('basic.recover-ok'),
  // confirm, tx
  bare('confirm.select'),
  bare('confirm.select-ok'),
  bare('tx.select'),
  bare('tx.select-ok'),
  bare('tx.commit'),
  bare('tx.commit-ok'),
  bare('tx.rollback'),
  bare('tx.rollback-ok'),
])
export type AmqpEvent = z.infer<typeof AmqpEvent>

const ofProgram = { ...every, source: z.literal('process'), program: z.string() }
export const ProcessEvent = z.discriminatedUnion('type', [
  /** `run` counts this program's starts in this Recording, from 1. `file` is what Node was told to run. */
  z.strictObject({ ...ofProgram, type: z.literal('process.start'), run: z.int().positive(), file: z.string() }),
  /**
   * `outputTail`: the last 4 KiB the program printed. Testimony: it may word why a program failed, never make a task pass.
   * `by`: who ended it.
   */
  z.strictObject({
    ...ofProgram,
    type: z.literal('process.exit'),
    run: z.int().positive(),
    code: z.int().nullable(),
    signal: z.string().nullable(),
    by: z.enum(['itself', 'lab', 'learner', 'limit']),
    outputTail: z.string(),
  }),
  /** A limit was met; `output`: bytes printed, the rest is dropped. */
  z.strictObject({ ...ofProgram, type: z.literal('process.limit'), limit: z.enum(['output', 'memory', 'processes']), allowed: z.number() }),
  /** The learner's files hold no file the program could be run from. */
  z.strictObject({ ...ofProgram, type: z.literal('process.missing'), expected: z.string(), found: z.array(z.string()) }),
])
export type ProcessEvent = z.infer<typeof ProcessEvent>

const byLab = { ...every, source: z.literal('lab') }
export const LabEvent = z.discriminatedUnion('type', [
  /** A free run asked for this; the program runs as if it were written so. */
  z.strictObject({ ...byLab, type: z.literal('lab.what-if'), program: z.string(), ...WhatIf.shape }),
  /** A scenario's step, in words. */
  z.strictObject({ ...byLab, type: z.literal('lab.step'), text: z.string() }),
  /** What the lab declared and bound itself, straight at the broker: it is on no wire. */
  z.strictObject({ ...byLab, type: z.literal('lab.exchange'), exchange: z.string(), exchangeType: z.string() }),
  z.strictObject({ ...byLab, type: z.literal('lab.queue'), queue: z.string(), durable: z.boolean(), ...args }),
  /** It deleted a queue with all its bindings; one that was not there is no error. */
  z.strictObject({ ...byLab, type: z.literal('lab.queue-delete'), queue: z.string() }),
  z.strictObject({ ...byLab, type: z.literal('lab.bind'), queue: z.string(), exchange: z.string(), routingKey: z.string() }),
  /** The lab published a message of its own, straight to the broker. */
  z.strictObject({ ...byLab, type: z.literal('lab.publish'), messageId: z.string(), ...message }),
  /** The lab consumed a message and acknowledged it, as the queue's reader would, or a service that the program asks for something. */
  z.strictObject({ ...byLab, type: z.literal('lab.take'), queue: z.string(), ...message }),
  /** What the program was given to work on, e.g. the records of `orders.json`. */
  z.strictObject({ ...byLab, type: z.literal('lab.give'), file: z.string(), records: z.json() }),
  /** What a program left in a file when the lab looked; undefined `text`: there was none. */
  z.strictObject({ ...byLab, type: z.literal('lab.read'), file: z.string(), text: z.string().optional() }),
  z.strictObject({ ...byLab, type: z.literal('lab.hold'), program: z.string(), what: z.string(), heldSeq: z.int() }),
  z.strictObject({ ...byLab, type: z.literal('lab.release'), program: z.string(), heldSeq: z.int(), dropped: z.boolean() }),
  z.strictObject({ ...byLab, type: z.literal('lab.kill'), program: z.string(), signal: z.string() }),
  /** The lab begins to stop the exercise's own broker: its connections end, and what is not durable is gone with it. */
  z.strictObject({ ...byLab, type: z.literal('lab.broker-stop') }),
  /** It was started again, and answers. */
  z.strictObject({ ...byLab, type: z.literal('lab.broker-start') }),
  /** Milliseconds a delivery may stay unacknowledged, on channels opened from now on at the exercise's own broker. */
  z.strictObject({ ...byLab, type: z.literal('lab.consumer-timeout'), consumerTimeout: z.int() }),
  /** The lab waited to see what a program would do meanwhile. */
  z.strictObject({ ...byLab, type: z.literal('lab.rest'), why: z.string(), waitedMs: z.number() }),
  /** What the lab waited for has been seen. */
  z.strictObject({ ...byLab, type: z.literal('lab.seen'), what: z.string() }),
  /**
   * What the lab waited for was not seen: the proof of an absence. `waitedMs` is counted from the last evidence, or from
   * what the lab published or released after it (event `since`), not from the start. `limit`: it was the whole check's time limit that ended the waiting.
   */
  z.strictObject({ ...byLab, type: z.literal('lab.deadline'), what: z.string(), waitedMs: z.number(), since: z.int(), limit: z.boolean() }),
  /** The scenario is over: nothing more will be seen. */
  z.strictObject({ ...byLab, type: z.literal('lab.end') }),
  /** The event cap was met: a truncated Recording can fail a task, never pass one. */
  z.strictObject({ ...byLab, type: z.literal('truncated'), cap: z.int() }),
])
export type LabEvent = z.infer<typeof LabEvent>

const byBroker = { ...every, source: z.literal('broker') }
export const BrokerEvent = z.discriminatedUnion('type', [
  /** What the broker itself says it holds, asked by passive queue.declare. `exists` false: it answered 404. */
  z.strictObject({
    ...byBroker,
    type: z.literal('broker.queue'),
    queue: z.string(),
    exists: z.boolean(),
    messagesReady: z.int(),
    consumers: z.int(),
  }),
  /** What its management says, asked by the lab: messages by queue, and how many each consumer's channel holds, by consumer tag. */
  z.strictObject({
    ...byBroker,
    type: z.literal('broker.counts'),
    queues: z.record(z.string(), z.strictObject({ ready: z.int(), unacknowledged: z.int() })),
    consumers: z.record(z.string(), z.strictObject({ queue: z.string(), unacknowledged: z.int() })),
  }),
])
export type BrokerEvent = z.infer<typeof BrokerEvent>

/** `request` numbers what programs ask in this Recording, from 1. */
const overHttp = { ...every, source: z.literal('http'), program: z.string(), request: z.int().positive() }
export const HttpEvent = z.discriminatedUnion('type', [
  /** `path` with its query. No header is kept: one of them is the password. */
  z.strictObject({ ...overHttp, type: z.literal('http.request'), method: z.string(), path: z.string(), body: Body }),
  z.strictObject({ ...overHttp, type: z.literal('http.response'), status: z.int(), body: Body }),
])
export type HttpEvent = z.infer<typeof HttpEvent>

export const Event = z.union([AmqpEvent, ProcessEvent, LabEvent, BrokerEvent, HttpEvent])
export type Event = z.infer<typeof Event>

/** An event as it is made, before the recorder gives it its number and time. */
export type Unnumbered<E extends Event = Event> = E extends Event ? Omit<E, 'seq' | 'at'> : never

export interface Recording {
  readonly header: RecordingHeader
  readonly events: readonly Event[]
}
