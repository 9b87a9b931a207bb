// What an AMQP connection says, as events of a Recording. Pure: frames in, events out; it knows no socket and no clock.
//
// An event is made of a method, or of a whole message (method, header, bodies) once its last frame is there. What a side may
// not send is refused, so that no program can put words into the broker's mouth. Passwords are never in an event.
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { Frame } from '../amqp/frames.ts'
import { FRAME } from '../amqp/frames.ts'
import { MalformedFrame } from '../amqp/malformed.ts'
import type { Method } from '../amqp/methods.ts'
import { decodeMethod } from '../amqp/methods.ts'
import type { Sender } from '../amqp/senders.ts'
import { maySend } from '../amqp/senders.ts'
import type { Content, ContentMethod } from './content.ts'
import { ContentAssembly, hasContent } from './content.ts'

type Heard = Unnumbered<AmqpEvent>
type PlainMethod = Exclude<Method, ContentMethod>

/** A side that says "no limit" gets this one: bytes, as many as a frame may keep waiting in the tap. */
const UNLIMITED = 16 * 1024 * 1024
/** Messages that may be unfinished at once on one side of a connection: as many as RabbitMQ allows channels. */
const MOST_UNFINISHED = 2047

export class AmqpConversation {
  readonly #on: { readonly source: 'amqp'; readonly program: string; readonly connection: number }
  readonly #unfinished = { program: new Map<number, ContentAssembly>(), broker: new Map<number, ContentAssembly>() }
  #frameMax: number | undefined
  #proposedFrameMax = 0
  #heartbeat = 0
  #opened = false
  #closing = false
  #closed = false

  constructor(program: string, connection: number) {
    this.#on = { source: 'amqp', program, connection }
  }

  /** Bytes of the largest frame, for both sides; undefined until the program's tune-ok. */
  get frameMax(): number | undefined {
    return this.#frameMax
  }
  /** Seconds, as the program's tune-ok has it; 0: none. */
  get heartbeat(): number {
    return this.#heartbeat
  }
  /** Whether the handshake is done and neither side has asked to close. */
  get open(): boolean {
    return this.#opened && !this.#closing && !this.#closed
  }
  /** Whether connection.close was answered: the socket may end now. */
  get closed(): boolean {
    return this.#closed
  }

  /** The event that this frame completes, if any. Throws MalformedFrame, with its offset in the payload; that side can't be read on then. */
  read(from: Sender, frame: Frame): Heard | undefined {
    const unfinished = this.#unfinished[from]
    switch (frame.type) {
      case FRAME.method:
        return this.#method(from, frame)
      case FRAME.header:
      case FRAME.body: {
        const assembly = unfinished.get(frame.channel)
        if (assembly === undefined) throw new MalformedFrame(`a content frame on channel ${frame.channel}, where no message has begun`, 0)
        const content = frame.type === FRAME.header ? assembly.header(frame.payload) : assembly.body(frame.payload)
        if (content === undefined) return undefined
        unfinished.delete(frame.channel)
        return messageEvent({ ...this.#on, channel: frame.channel }, content)
      }
      default:
        return undefined
    }
  }

  #method(from: Sender, { channel, payload }: Frame): Heard | undefined {
    const method = decodeMethod(payload)
    const { name } = method
    if (!maySend(from, name)) throw new MalformedFrame(`${name} is not the ${from}'s to send`, 0)
    if (name.startsWith('connection.') !== (channel === 0)) throw new MalformedFrame(`${name} on channel ${channel}`, 0)
    const unfinished = this.#unfinished[from]
    if (unfinished.has(channel) && !name.startsWith('channel.close')) throw new MalformedFrame(`${name} amid a message's content`, 0)
    unfinished.delete(channel)
    if (!hasContent(method)) return this.#plain(from, channel, method)
    if (unfinished.size >= MOST_UNFINISHED) throw new MalformedFrame(`more than ${MOST_UNFINISHED} messages unfinished`, 0)
    unfinished.set(channel, new ContentAssembly(method))
    return undefined
  }

  #plain(from: Sender, channel: number, method: PlainMethod): Heard | undefined {
    const on = this.#on
    const at = { ...on, channel }
    switch (method.name) {
      case 'connection.start-ok': {
        const { product, version } = method.args.clientProperties
        const client = [product, version].filter((word) => typeof word === 'string').join(' ')
        return { ...on, type: method.name, client, mechanism: method.args.mechanism }
      }
      case 'connection.tune':
        this.#proposedFrameMax = method.args.frameMax
        return undefined
      case 'connection.tune-ok': {
        const { channelMax, frameMax, heartbeat } = method.args
        this.#frameMax = Math.min(frameMax || this.#proposedFrameMax || UNLIMITED, UNLIMITED)
        this.#heartbeat = heartbeat
        return { ...on, type: method.name, channelMax, frameMax, heartbeat }
      }
      case 'connection.open':
        return { ...on, type: method.name, virtualHost: method.args.virtualHost }
      case 'connection.open-ok':
        this.#opened = true
        return { ...on, type: method.name }
      case 'connection.close':
        this.#closing = true
        return { ...on, type: method.name, from, ...method.args }
      case 'connection.close-ok':
        this.#closed = true
        return { ...on, type: method.name, from }
      case 'connection.blocked':
        return { ...on, type: method.name, reason: method.args.reason }
      case 'connection.unblocked':
        return { ...on, type: method.name }
      case 'channel.open':
      case 'channel.open-ok':
        return { ...at, type: method.name }
      case 'channel.close':
        return { ...at, type: method.name, from, ...method.args }
      case 'channel.flow':
      case 'channel.flow-ok':
        return { ...at, type: method.name, from, active: method.args.active }
      case 'exchange.declare': {
        const { exchange, type, passive, durable, autoDelete, internal, arguments: args } = method.args
        return { ...at, type: method.name, exchange, exchangeType: type, passive, durable, autoDelete, internal, arguments: args }
      }
      case 'exchange.delete':
        return { ...at, type: method.name, exchange: method.args.exchange, ifUnused: method.args.ifUnused }
      case 'exchange.bind':
      case 'exchange.unbind': {
        const { destination, source, routingKey, arguments: args } = method.args
        return { ...at, type: method.name, destination, from_: source, routingKey, arguments: args }
      }
      case 'queue.declare': {
        const { queue, passive, durable, exclusive, autoDelete, arguments: args } = method.args
        return { ...at, type: method.name, queue, passive, durable, exclusive, autoDelete, arguments: args }
      }
      case 'queue.declare-ok':
        return { ...at, type: method.name, ...method.args }
      case 'queue.bind':
      case 'queue.unbind': {
        const { queue, exchange, routingKey, arguments: args } = method.args
        return { ...at, type: method.name, queue, exchange, routingKey, arguments: args }
      }
      case 'queue.purge':
        return { ...at, type: method.name, queue: method.args.queue }
      case 'queue.purge-ok':
      case 'queue.delete-ok':
        return { ...at, type: method.name, messageCount: method.args.messageCount }
      case 'queue.delete': {
        const { queue, ifUnused, ifEmpty } = method.args
        return { ...at, type: method.name, queue, ifUnused, ifEmpty }
      }
      case 'basic.qos':
        return { ...at, type: method.name, ...method.args }
      case 'basic.consume': {
        const { queue, consumerTag, noLocal, noAck, exclusive, arguments: args } = method.args
        return { ...at, type: method.name, queue, consumerTag, noLocal, noAck, exclusive, arguments: args }
      }
      case 'basic.consume-ok':
        return { ...at, type: method.name, consumerTag: method.args.consumerTag }
      case 'basic.cancel':
      case 'basic.cancel-ok':
        return { ...at, type: method.name, from, consumerTag: method.args.consumerTag }
      case 'basic.get':
        return { ...at, type: method.name, queue: method.args.queue, noAck: method.args.noAck }
      case 'basic.ack':
        return { ...at, type: method.name, from, deliveryTag: counted(method.args.deliveryTag), multiple: method.args.multiple }
      case 'basic.nack': {
        const { deliveryTag, multiple, requeue } = method.args
        return { ...at, type: method.name, from, deliveryTag: counted(deliveryTag), multiple, requeue }
      }
      case 'basic.reject':
        return { ...at, type: method.name, deliveryTag: counted(method.args.deliveryTag), requeue: method.args.requeue }
      case 'basic.recover':
      case 'basic.recover-async':
        return { ...at, type: 'basic.recover', requeue: method.args.requeue }
      case 'channel.close-ok':
      case 'exchange.declare-ok':
      case 'exchange.delete-ok':
      case 'exchange.bind-ok':
      case 'exchange.unbind-ok':
      case 'queue.bind-ok':
      case 'queue.unbind-ok':
      case 'basic.qos-ok':
      case 'basic.get-empty':
      case 'basic.recover-ok':
      case 'confirm.select':
      case 'confirm.select-ok':
      case 'tx.select':
      case 'tx.select-ok':
      case 'tx.commit':
      case 'tx.commit-ok':
      case 'tx.rollback':
      case 'tx.rollback-ok':
        return { ...at, type: method.name, from }
      case 'connection.start':
      case 'connection.secure':
      case 'connection.secure-ok':
      case 'connection.update-secret':
      case 'connection.update-secret-ok':
      case 'access.request':
      case 'access.request-ok':
        return undefined
    }
  }
}

/** No broker counts so far; a program may send any 64 bits, and an event holds integers that are exact. */
const counted = (tag: number): number => Math.min(tag, Number.MAX_SAFE_INTEGER)

type OnChannel = { source: 'amqp'; program: string; connection: number; channel: number }

function messageEvent(at: OnChannel, { method, properties, body }: Content): Heard {
  const { exchange, routingKey } = method.args
  const message = { exchange, routingKey, properties, body }
  switch (method.name) {
    case 'basic.publish':
      return { ...at, type: method.name, mandatory: method.args.mandatory, immediate: method.args.immediate, ...message }
    case 'basic.return':
      return { ...at, type: method.name, replyCode: method.args.replyCode, replyText: method.args.replyText, ...message }
    case 'basic.deliver': {
      const { consumerTag, deliveryTag, redelivered } = method.args
      return { ...at, type: method.name, consumerTag, deliveryTag: counted(deliveryTag), redelivered, ...message }
    }
    case 'basic.get-ok': {
      const { deliveryTag, redelivered, messageCount } = method.args
      return { ...at, type: method.name, deliveryTag: counted(deliveryTag), redelivered, messageCount, ...message }
    }
  }
}
