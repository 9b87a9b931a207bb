// Writes short Recordings by hand, for tests: `program` and `broker` say a frame each, numbered as they come.
import type { Event, FieldValue, Properties, Recording, Unnumbered } from '@ackademy/contract/recording.ts'
import { Wire } from './wire.ts'

const header = { format: 'ackademy-recording/1', exercise: 'x', contentHash: '', engine: 'embedded', services: {}, seed: '1' } as const

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export class Script {
  readonly events: Event[] = []

  get wire(): Wire {
    const wire = new Wire()
    for (const event of this.events) wire.add(event)
    return wire
  }

  get recording(): Recording {
    return { header, events: this.events }
  }

  say(event: Unnumbered): this {
    const seq = this.events.length + 1
    this.events.push({ seq, at: seq * 10, ...event })
    return this
  }

  #on(channel: number) {
    return { source: 'amqp', program: 'consumer', connection: 1, channel } as const
  }

  #message(id: string, json: unknown, properties: Properties = {}) {
    const text = JSON.stringify(json)
    return { properties: { messageId: id, ...properties }, body: { size: text.length, sha256: `sha of ${text}`, base64: encode(text) } }
  }

  consume(given: { channel?: number; queue?: string; noAck?: boolean } = {}): this {
    const { channel = 1, queue = 'work', noAck = false } = given
    const type = 'basic.consume'
    return this.say({ ...this.#on(channel), type, queue, consumerTag: `tag-${channel}`, noLocal: false, noAck, exclusive: false, arguments: {} })
  }

  deliver(
    id: string,
    deliveryTag: number,
    given: { channel?: number; redelivered?: boolean; exchange?: string; headers?: { [key: string]: FieldValue } } = {},
  ): this {
    const { channel = 1, redelivered = false, exchange = '', headers } = given
    const message = this.#message(id, { id }, headers ? { headers } : {})
    return this.say({
      ...this.#on(channel),
      type: 'basic.deliver',
      consumerTag: `tag-${channel}`,
      deliveryTag,
      redelivered,
      exchange,
      routingKey: 'work',
      ...message,
    })
  }

  ack(deliveryTag: number, given: { channel?: number; multiple?: boolean } = {}): this {
    const { channel = 1, multiple = false } = given
    return this.say({ ...this.#on(channel), type: 'basic.ack', from: 'program', deliveryTag, multiple })
  }

  reject(deliveryTag: number, requeue: boolean): this {
    return this.say({ ...this.#on(1), type: 'basic.reject', deliveryTag, requeue })
  }

  confirmSelect(): this {
    return this.say({ ...this.#on(1), type: 'confirm.select', from: 'program' })
  }

  confirm(deliveryTag: number, multiple = false): this {
    return this.say({ ...this.#on(1), type: 'basic.ack', from: 'broker', deliveryTag, multiple })
  }

  publish(id: string, given: { routingKey?: string; deliveryMode?: number; mandatory?: boolean } = {}): this {
    const { routingKey = 'done', deliveryMode, mandatory = false } = given
    const message = this.#message(`result of ${id}`, { id }, deliveryMode === undefined ? {} : { deliveryMode })
    return this.say({ ...this.#on(1), type: 'basic.publish', mandatory, immediate: false, exchange: '', routingKey, ...message })
  }

  return(id: string, given: { routingKey?: string } = {}): this {
    const { routingKey = 'done' } = given
    const message = this.#message(`result of ${id}`, { id })
    return this.say({ ...this.#on(1), type: 'basic.return', replyCode: 312, replyText: 'NO_ROUTE', exchange: '', routingKey, ...message })
  }

  refuse(replyText: string, given: { channel?: number } = {}): this {
    return this.say({ ...this.#on(given.channel ?? 1), type: 'channel.close', from: 'broker', replyCode: 406, replyText, classId: 60, methodId: 80 })
  }

  close(): this {
    const said = { from: 'program', replyCode: 200, replyText: '', classId: 0, methodId: 0 } as const
    return this.say({ source: 'amqp', program: 'consumer', connection: 1, type: 'connection.close', ...said })
  }

  socketEnd(): this {
    return this.say({ source: 'amqp', program: 'consumer', connection: 1, type: 'socket.end', by: 'program', afterClose: false })
  }

  exit(given: { code?: number | null; by?: 'itself' | 'lab'; outputTail?: string } = {}): this {
    const { code = 1, by = 'itself', outputTail = '' } = given
    return this.say({ source: 'process', type: 'process.exit', program: 'consumer', run: 1, code, signal: null, by, outputTail })
  }

  start(): this {
    return this.say({ source: 'process', type: 'process.start', program: 'consumer', run: 1, file: 'consumer.js' })
  }

  deadline(): this {
    return this.say({ source: 'lab', type: 'lab.deadline', what: 'all', waitedMs: 2500, since: this.events.length, limit: false })
  }

  declareQueue(queue: string, given: { [key: string]: FieldValue } = {}, durable = true): this {
    const bits = { passive: false, durable, exclusive: false, autoDelete: false }
    this.say({ ...this.#on(1), type: 'queue.declare', queue, ...bits, arguments: given })
    return this.say({ ...this.#on(1), type: 'queue.declare-ok', queue: queue === '' ? 'amq.gen-1' : queue, messageCount: 0, consumerCount: 0 })
  }

  declareExchange(exchange: string, exchangeType: string): this {
    const bits = { passive: false, durable: true, autoDelete: false, internal: false }
    return this.say({ ...this.#on(1), type: 'exchange.declare', exchange, exchangeType, ...bits, arguments: {} })
  }

  bind(queue: string, exchange: string, routingKey: string): this {
    return this.say({ ...this.#on(1), type: 'queue.bind', queue, exchange, routingKey, arguments: {} })
  }

  /** The lab's own publish. */
  given(id: string, routingKey = 'work'): this {
    return this.say({ source: 'lab', type: 'lab.publish', messageId: id, exchange: '', routingKey, ...this.#message(id, { id }) })
  }

  /** A publish by way of an exchange. */
  send(id: string, exchange: string, routingKey: string, mandatory = false): this {
    return this.say({ ...this.#on(1), type: 'basic.publish', mandatory, immediate: false, exchange, routingKey, ...this.#message(id, { id }) })
  }

  giveBack(id: string, exchange: string, routingKey: string): this {
    const message = { exchange, routingKey, ...this.#message(id, { id }) }
    return this.say({ ...this.#on(1), type: 'basic.return', replyCode: 312, replyText: 'NO_ROUTE', ...message })
  }

  /** The lab holds the frame that was said last. */
  hold(): this {
    return this.say({ source: 'lab', type: 'lab.hold', program: 'consumer', what: 'a frame', heldSeq: this.events.length })
  }

  release(heldSeq: number, dropped = false): this {
    return this.say({ source: 'lab', type: 'lab.release', program: 'consumer', heldSeq, dropped })
  }

  kill(): this {
    return this.say({ source: 'lab', type: 'lab.kill', program: 'consumer', signal: 'SIGKILL' }).socketEnd()
  }

  /** The lab restarts its broker, and the program's connection ends in between. */
  restart(): this {
    return this.say({ source: 'lab', type: 'lab.broker-stop' }).socketEnd().say({ source: 'lab', type: 'lab.broker-start' })
  }

  askedBroker(queue: string, messagesReady: number, exists = true): this {
    return this.say({ source: 'broker', type: 'broker.queue', queue, exists, messagesReady, consumers: 0 })
  }
}
