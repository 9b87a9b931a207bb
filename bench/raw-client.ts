// A client that costs next to nothing, so that a bench measures the broker: frames are encoded once and written in large pieces, and what comes is
// counted by its size, as all frames of a run are alike. One byte off, and the run ends with an error.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encodeContentHeader } from '../lab-server/src/amqp/content.ts'
import { FRAME, frame, FrameReader, PROTOCOL_HEADER } from '../lab-server/src/amqp/frames.ts'
import { decodeMethod, encodeMethod, type Method, type MethodArgs, type MethodName } from '../lab-server/src/amqp/methods.ts'

/** Type, channel, size, class, method, delivery tag, bits, end. */
const ACK = 21
const CHANNEL = 1

export class RawClient {
  readonly #socket: Socket
  readonly #reader = new FrameReader()
  #count: ((chunk: Buffer) => void) | undefined
  #wake: (() => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      if (this.#count) return this.#count(chunk)
      this.#reader.feed(chunk)
      this.#wake?.()
    })
  }

  static async open(url: URL): Promise<RawClient> {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    await once(socket, 'connect')
    const client = new RawClient(socket)
    socket.write(PROTOCOL_HEADER)
    await client.heard()
    const response = Buffer.from(`\0${url.username}\0${url.password}`)
    client.say(0, 'connection.start-ok', { clientProperties: {}, mechanism: 'PLAIN', response, locale: 'en_US' })
    await client.heard()
    client.say(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072, heartbeat: 0 })
    client.say(0, 'connection.open', { virtualHost: decodeURIComponent(url.pathname.slice(1)) || '/' })
    await client.heard()
    await client.ask('channel.open', {})
    return client
  }

  say<N extends MethodName>(channel: number, name: N, args: Partial<MethodArgs<N>>): void {
    this.#socket.write(frame(FRAME.method, channel, encodeMethod(name, args)))
  }

  async ask<N extends MethodName>(name: N, args: Partial<MethodArgs<N>>): Promise<Method> {
    this.say(CHANNEL, name, args)
    return this.heard()
  }

  async heard(): Promise<Method> {
    for (;;) {
      const next = this.#reader.next()
      if (next !== undefined) return decodeMethod(next.payload)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** So many publishes in confirm mode, `window` at most without their confirm; resolves with the last confirm. */
  async publishConfirmed(count: number, { routingKey, size, window, piece = 50 }: Publishing): Promise<void> {
    const one = Buffer.concat([
      frame(FRAME.method, CHANNEL, encodeMethod('basic.publish', { exchange: '', routingKey })),
      frame(FRAME.header, CHANNEL, encodeContentHeader({ bodySize: size, properties: { deliveryMode: 2 } })),
      frame(FRAME.body, CHANNEL, Buffer.alloc(size, 'x')),
    ])
    const pieces = Buffer.concat(Array.from({ length: piece }, () => one))
    let sent = 0
    let confirmed = 0
    const more = () => {
      for (; sent < count && sent - confirmed + piece <= window; sent += piece) this.#socket.write(pieces)
    }
    await this.#counting(
      ACK,
      count,
      (now) => {
        confirmed = now
        more()
      },
      more,
    )
  }

  /** Takes so many deliveries and acknowledges each by itself. The consumer must have a prefetch, and all messages this size. */
  async acknowledge(count: number, { routingKey, size, consumerTag }: Consuming): Promise<void> {
    const delivered = { consumerTag, deliveryTag: 1, redelivered: false, exchange: '', routingKey }
    const header = encodeContentHeader({ bodySize: size, properties: { deliveryMode: 2 } })
    const each = 8 + encodeMethod('basic.deliver', delivered).length + 8 + header.length + 8 + size
    let acked = 0
    await this.#counting(each, count, (now) => {
      const acks = Buffer.allocUnsafe((now - acked) * ACK)
      for (let at = 0; acked < now; at += ACK) {
        ackFrame.copy(acks, at)
        acks.writeUInt32BE(++acked, at + TAG + 4)
      }
      this.#socket.write(acks)
    })
  }

  /** `told` is how many whole ones have come. */
  async #counting(each: number, count: number, told: (so: number) => void, start?: () => void): Promise<void> {
    let bytes = 0
    let last = 0
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const hungUp = () => reject(new Error('the broker hung up'))
    this.#socket.once('close', hungUp)
    this.#count = (chunk) => {
      bytes += chunk.length
      const now = Math.floor(bytes / each)
      if (now > last) told((last = now))
      if (bytes > each * count) reject(new Error(`${bytes} bytes came, ${each * count} were expected`))
      if (bytes === each * count) resolve(undefined)
    }
    start?.()
    await promise
    this.#socket.off('close', hungUp)
    this.#count = undefined
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }
}

export interface Publishing {
  readonly routingKey: string
  readonly size: number
  readonly window: number
  /** Publishes a write; the count must be a multiple of it. */
  readonly piece?: number
}
export interface Consuming {
  readonly routingKey: string
  readonly size: number
  readonly consumerTag: string
}

const ackFrame = frame(FRAME.method, CHANNEL, encodeMethod('basic.ack', { deliveryTag: 0, multiple: false }))
/** Where the delivery tag stands in it: behind the frame's head and the method's two numbers. */
const TAG = 11
