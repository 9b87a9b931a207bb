// What the cases of behaviour.test.ts see a broker with: amqplib as learners use it, and bare frames for what amqplib never sends.
import { type Channel, type ChannelModel, type ConfirmChannel, connect, type ConsumeMessage, type GetMessage, type Options } from 'amqplib'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
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

export class World implements AsyncDisposable {
  readonly url: string
  readonly #unique: string
  readonly #names = new Set<string>()
  readonly #open: ChannelModel[] = []
  readonly #bare: Bare[] = []

  constructor(url: string, unique: string) {
    this.url = url
    this.#unique = unique
  }

  /** A name no other case uses, e.g. of a queue. */
  name(stem: string): string {
    const name = `${stem}.${this.#unique}`
    this.#names.add(name)
    return name
  }

  async connect(): Promise<ChannelModel> {
    const connection = await connect(this.url, { noDelay: true })
    connection.on('error', () => undefined)
    this.#open.push(connection)
    return connection
  }

  async channel(on?: ChannelModel): Promise<Channel> {
    const channel = await (on ?? (await this.connect())).createChannel()
    channel.on('error', () => undefined)
    return channel
  }

  async confirming(): Promise<ConfirmChannel> {
    const channel = await (await this.connect()).createConfirmChannel()
    channel.on('error', () => undefined)
    return channel
  }

  /** A queue with `m0`, `m1` … in it. */
  async queueOf(count: number, options: Options.AssertQueue = {}): Promise<string> {
    const channel = await this.confirming()
    const queue = this.name('q')
    await channel.assertQueue(queue, options)
    for (let n = 0; n < count; n++) channel.sendToQueue(queue, Buffer.from(`m${n}`))
    await channel.waitForConfirms()
    return queue
  }

  async bare(): Promise<Bare> {
    const { hostname, port } = new URL(this.url)
    const bare = new Bare(createConnection({ host: hostname, port: Number(port === '' ? 5672 : port), noDelay: true }))
    this.#bare.push(bare)
    return bare
  }

  /** With channel 1 open. */
  async openedBare(tune: Partial<MethodArgs<'connection.tune-ok'>> = {}): Promise<Bare> {
    const bare = await this.bare()
    await bare.shakeHands(this.url, tune)
    bare.send(1, 'channel.open')
    await bare.method()
    await bare.method()
    return bare
  }

  /** An observation with this case's own names and the broker's virtual host taken out. */
  plain(observed: unknown): unknown {
    const host = decodeURIComponent(new URL(this.url).pathname.slice(1)) || '/'
    const text = JSON.stringify(observed, (_, value: unknown) => (value === undefined ? null : value))
    return JSON.parse(text.replaceAll(`.${this.#unique}`, '').replaceAll(`vhost '${host}'`, "vhost '/'"))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const bare of this.#bare) bare.cut()
    for (const connection of this.#open) await connection.close().catch(() => undefined)
    const connection = await connect(this.url, { noDelay: true })
    const channel = await connection.createChannel()
    for (const name of this.#names) {
      await channel.deleteQueue(name)
      await channel.deleteExchange(name)
    }
    await connection.close()
  }
}

/** What amqplib says in the error the broker closed something with. */
export async function closing(of: Channel | ChannelModel): Promise<Closing> {
  const [error] = (await once(of, 'error').catch((thrown: unknown) => [thrown])) as [Error & Partial<Closing>]
  const { code = 0, classId = 0, methodId = 0 } = error
  return { code, text: /with message "(.*)"/s.exec(error.message)?.[1] ?? error.message, classId, methodId }
}

/** How an operation that the broker answers by closing the channel ends. */
export async function refused(channel: Channel, operation: () => unknown): Promise<Closing> {
  const closed = closing(channel)
  await Promise.resolve(operation()).catch(() => undefined)
  return closed
}

/** A message that must be there. */
export async function fetched(channel: Channel, queue: string, options?: Options.Get): Promise<GetMessage> {
  const message = await channel.get(queue, options)
  if (message === false) throw new Error(`${queue} is empty`)
  return message
}

/** The deliveries a consumer got, to be awaited by number. */
export class Inbox {
  readonly messages: (ConsumeMessage | null)[] = []
  #wake: (() => void) | undefined

  readonly take = (message: ConsumeMessage | null): void => {
    this.messages.push(message)
    this.#wake?.()
  }

  async has(count: number): Promise<ConsumeMessage[]> {
    while (this.messages.length < count) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.messages.slice(0, count).filter((message) => message !== null)
  }

  /** Bodies, a star behind what is redelivered; `null` for a cancel by the broker. */
  get told(): string[] {
    return this.messages.map((message) => told(message))
  }
}
export const told = (message: ConsumeMessage | GetMessage | null | false): string =>
  message === null || message === false ? String(message) : `${message.content.toString()}${message.fields.redelivered ? '*' : ''}`

/** Asks again and again, each time a round trip, until the queue holds so many. */
export async function untilReady(channel: Channel, queue: string, count: number): Promise<void> {
  while ((await channel.checkQueue(queue)).messageCount !== count);
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
