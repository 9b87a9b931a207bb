// Writes short Recordings by hand, for tests: `program` and `broker` say a frame each, numbered as they come.
import type { Event, Properties, Unnumbered } from '@ackademy/contract/recording.ts'
import { Wire } from './wire.ts'

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export class Script {
  readonly events: Event[] = []

  get wire(): Wire {
    const wire = new Wire()
    for (const event of this.events) wire.add(event)
    return wire
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

  deliver(id: string, deliveryTag: number, given: { channel?: number; redelivered?: boolean } = {}): this {
    const { channel = 1, redelivered = false } = given
    const message = this.#message(id, { id })
    return this.say({
      ...this.#on(channel),
      type: 'basic.deliver',
      consumerTag: `tag-${channel}`,
      deliveryTag,
      redelivered,
      exchange: '',
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

  publish(id: string, given: { routingKey?: string; deliveryMode?: number } = {}): this {
    const { routingKey = 'done', deliveryMode } = given
    const message = this.#message(`result of ${id}`, { id }, deliveryMode === undefined ? {} : { deliveryMode })
    return this.say({ ...this.#on(1), type: 'basic.publish', mandatory: false, immediate: false, exchange: '', routingKey, ...message })
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
}
