// A client of bare frames, for what amqplib never sends and for the order of what comes.
import type { Properties } from '@ackademy/contract/recording.ts'
import type { Socket } from 'node:net'
import { encodeContentHeader } from '../../../amqp/content.ts'
import type { Table } from '../../../amqp/field-table.ts'
import { FRAME, frame, type Frame, FrameReader, PROTOCOL_HEADER } from '../../../amqp/frames.ts'
import { decodeMethod, encodeMethod, type Method, type MethodArgs, type MethodName } from '../../../amqp/methods.ts'

/** What a channel or a connection was closed with. */
export interface Closing {
  readonly code: number
  readonly text: string
  readonly classId: number
  readonly methodId: number
}

const CAPABILITIES = { authentication_failure_close: true, consumer_cancel_notify: true }

/** A client of bare frames. */
export class Bare {
  readonly #socket: Socket
  readonly #reader = new FrameReader()
  readonly #chunks: AsyncIterator<Buffer>

  constructor(socket: Socket) {
    this.#socket = socket
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }
  send<N extends MethodName>(channel: number, name: N, args: Partial<MethodArgs<N>> = {}): void {
    this.write(frame(FRAME.method, channel, encodeMethod(name, args)))
  }
  publish(channel: number, args: Partial<MethodArgs<'basic.publish'>>, body: string, properties: Properties = {}): void {
    this.send(channel, 'basic.publish', args)
    const bytes = Buffer.from(body)
    this.write(frame(FRAME.header, channel, encodeContentHeader({ bodySize: bytes.length, properties })))
    if (bytes.length > 0) this.write(frame(FRAME.body, channel, bytes))
  }
  /** Closes its side. */
  end(): void {
    this.#socket.end()
  }
  cut(): void {
    this.#socket.destroy()
  }

  /** Undefined: the broker hung up. */
  async chunk(): Promise<Buffer | undefined> {
    const next = await this.#chunks.next().catch(() => ({ done: true as const, value: undefined }))
    return next.done === true ? undefined : next.value
  }

  async frame(): Promise<Frame | undefined> {
    for (;;) {
      const found = this.#reader.next()
      if (found !== undefined) return found
      const chunk = await this.chunk()
      if (chunk === undefined) return undefined
      this.#reader.feed(chunk)
    }
  }

  /** The next method; heartbeats and content are passed over. */
  async method(): Promise<Method | undefined> {
    for (;;) {
      const found = await this.frame()
      if (found === undefined) return undefined
      if (found.type === FRAME.method) return decodeMethod(found.payload)
    }
  }

  /** Up to connection.start-ok. */
  async sayHello(response: Buffer, mechanism = 'PLAIN', capabilities: Table = CAPABILITIES): Promise<void> {
    this.write(PROTOCOL_HEADER)
    await this.method()
    this.send(0, 'connection.start-ok', { clientProperties: { capabilities }, mechanism, response, locale: 'en_US' })
  }

  /** Up to connection.open; the tune the broker proposed. */
  async shakeHands(url: string, tune: Partial<MethodArgs<'connection.tune-ok'>> = {}): Promise<Method | undefined> {
    const { username, password, pathname } = new URL(url)
    await this.sayHello(Buffer.from(`\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`))
    const proposed = await this.method()
    this.send(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072, heartbeat: 0, ...tune })
    this.send(0, 'connection.open', { virtualHost: decodeURIComponent(pathname.slice(1)) || '/' })
    return proposed
  }

  /** The code and text, and the method it is about, of the connection.close that comes next; or how it ended else. */
  async closed(): Promise<Closing | string> {
    for (;;) {
      const method = await this.method()
      if (method === undefined) return 'hung up'
      if (method.name !== 'connection.close' && method.name !== 'channel.close') continue
      const { replyCode, replyText, classId, methodId } = method.args
      return { code: replyCode, text: replyText, classId, methodId }
    }
  }
}
