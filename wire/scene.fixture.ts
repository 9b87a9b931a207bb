// Short Recordings about exchanges, by hand: each program on a connection of its own, channel 1, and the lab that publishes.
import type { Event, FieldValue, Properties, Unnumbered } from '@ackademy/contract/recording.ts'
import { Wire } from './wire.ts'

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const messageOf = (id: string, properties: Properties = {}) => {
  const text = JSON.stringify({ id })
  return { properties: { messageId: id, ...properties }, body: { size: text.length, sha256: `sha of ${text}`, base64: encode(text) } }
}

export class Scene {
  readonly events: Event[] = []
  readonly #programs: string[] = []
  readonly #tags = new Map<string, number>()

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

  #on(program: string) {
    if (!this.#programs.includes(program)) this.#programs.push(program)
    return { source: 'amqp', program, connection: this.#programs.indexOf(program) + 1, channel: 1 } as const
  }

  declare(
    program: string,
    queue: string,
    given: { exclusive?: boolean; autoDelete?: boolean; durable?: boolean; arguments?: Record<string, FieldValue> } = {},
  ): this {
    const { exclusive = false, autoDelete = false, durable = false, arguments: args = {} } = given
    return this.say({ ...this.#on(program), type: 'queue.declare', queue, passive: false, durable, exclusive, autoDelete, arguments: args })
  }

  declareOk(program: string, queue: string): this {
    return this.say({ ...this.#on(program), type: 'queue.declare-ok', queue, messageCount: 0, consumerCount: 0 })
  }

  declareExchange(program: string, exchange: string, exchangeType: string): this {
    const flags = { passive: false, durable: true, autoDelete: false, internal: false, arguments: {} }
    return this.say({ ...this.#on(program), type: 'exchange.declare', exchange, exchangeType, ...flags })
  }

  bind(program: string, queue: string, exchange: string, routingKey = ''): this {
    return this.say({ ...this.#on(program), type: 'queue.bind', queue, exchange, routingKey, arguments: {} })
  }

  bindOk(program: string): this {
    return this.say({ ...this.#on(program), type: 'queue.bind-ok', from: 'broker' })
  }

  consume(program: string, queue: string): this {
    const on = this.#on(program)
    const consumerTag = `tag-${program}-${queue}`
    return this.say({ ...on, type: 'basic.consume', queue, consumerTag, noLocal: false, noAck: false, exclusive: false, arguments: {} })
  }

  deliver(
    program: string,
    queue: string,
    id: string,
    given: { exchange?: string; routingKey?: string; redelivered?: boolean; headers?: Record<string, FieldValue> } = {},
  ): this {
    const { exchange = '', routingKey = '', redelivered = false, headers } = given
    const deliveryTag = (this.#tags.get(program) ?? 0) + 1
    this.#tags.set(program, deliveryTag)
    const message = messageOf(id, headers ? { headers } : {})
    const on = { ...this.#on(program), type: 'basic.deliver', consumerTag: `tag-${program}-${queue}`, deliveryTag, redelivered } as const
    return this.say({ ...on, exchange, routingKey, ...message })
  }

  publish(program: string, exchange: string, routingKey: string, id: string): this {
    return this.say({ ...this.#on(program), type: 'basic.publish', mandatory: false, immediate: false, exchange, routingKey, ...messageOf(id) })
  }

  confirmSelect(program: string): this {
    return this.say({ ...this.#on(program), type: 'confirm.select', from: 'program' })
  }

  confirm(program: string, deliveryTag: number): this {
    return this.say({ ...this.#on(program), type: 'basic.ack', from: 'broker', deliveryTag, multiple: false })
  }

  /** Settles what was delivered last, or the delivery of that tag. */
  settle(program: string, how: 'ack' | 'reject' | 'requeue', deliveryTag = this.#tags.get(program) ?? 0): this {
    if (how === 'ack') return this.say({ ...this.#on(program), type: 'basic.ack', from: 'program', deliveryTag, multiple: false })
    return this.say({ ...this.#on(program), type: 'basic.reject', deliveryTag, requeue: how === 'requeue' })
  }

  deleteExchange(program: string, exchange: string): this {
    return this.say({ ...this.#on(program), type: 'exchange.delete', exchange, ifUnused: false })
  }

  refuse(program: string, replyCode: number, replyText: string): this {
    return this.say({ ...this.#on(program), type: 'channel.close', from: 'broker', replyCode, replyText, classId: 50, methodId: 10 })
  }

  /** The lab takes it out of the queue. */
  taken(queue: string, id: string, deaths?: FieldValue[]): this {
    const message = messageOf(id, deaths ? { headers: { 'x-death': deaths } } : {})
    return this.say({ source: 'lab', type: 'lab.take', queue, exchange: '', routingKey: queue, ...message })
  }

  /** Its socket ends. */
  end(program: string): this {
    const { source, connection } = this.#on(program)
    return this.say({ source, program, connection, type: 'socket.end', by: 'program', afterClose: false })
  }

  given(id: string, exchange = '', routingKey = ''): this {
    return this.say({ source: 'lab', type: 'lab.publish', exchange, routingKey, ...messageOf(id), messageId: id })
  }

  holds(queue: string, exists: boolean, messagesReady = 0): this {
    return this.say({ source: 'broker', type: 'broker.queue', queue, exists, messagesReady, consumers: 0 })
  }

  deadline(): this {
    return this.say({ source: 'lab', type: 'lab.deadline', what: 'all', waitedMs: 2500, since: this.events.length, limit: false })
  }
}
