// What the cases of behaviour.test.ts see a broker with: amqplib as learners use it, and each case's own names.
import { type Channel, type ChannelModel, type ConfirmChannel, connect, type ConsumeMessage, type GetMessage, type Options } from 'amqplib'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import type { MethodArgs } from '../../../amqp/methods.ts'
import { Bare, type Closing } from './bare.fixture.ts'

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
