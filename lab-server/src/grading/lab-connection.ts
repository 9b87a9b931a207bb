// The lab's own connection to a session's virtual host: straight to the broker, beside the taps.
import type amqp from 'amqplib'
import { Properties, type Body, type FieldValue } from '@ackademy/contract/recording.ts'
import type { Outgoing, Taken } from '@ackademy/contract/scenario.ts'
import { recorded } from '../taps/content.ts'
import { dial, type Dialled } from '../services/dial.ts'
import { amqpUrl, type VirtualHost } from '../services/rabbitmq.ts'

export interface QueueState {
  readonly exists: boolean
  readonly messagesReady: number
  readonly consumers: number
}

const dialTo = (virtualHost: VirtualHost): Promise<Dialled> => dial(amqpUrl(virtualHost, virtualHost.endpoint))

export class LabConnection implements AsyncDisposable {
  readonly #virtualHost: VirtualHost
  #connection: amqp.ChannelModel
  #channel: amqp.ConfirmChannel

  private constructor(virtualHost: VirtualHost, { connection, channel }: Dialled) {
    this.#virtualHost = virtualHost
    this.#connection = connection
    this.#channel = channel
  }

  /** Throws LabError `broker-failed`. */
  static async open(virtualHost: VirtualHost): Promise<LabConnection> {
    const { dialled } = virtualHost
    return new LabConnection(virtualHost, dialled?.open() ? dialled : await dialTo(virtualHost))
  }

  /** After its broker was restarted. What consumed on it consumes no more. Throws LabError `broker-failed`. */
  async reopen(): Promise<void> {
    const { connection, channel } = await dialTo(this.#virtualHost)
    this.#connection = connection
    this.#channel = channel
  }

  get channel(): amqp.ConfirmChannel {
    return this.#channel
  }

  async publish(message: Outgoing, messageId: string): Promise<{ exchange: string; routingKey: string; properties: Properties; body: Body }> {
    const { exchange = '', routingKey } = message
    const content = Buffer.from(JSON.stringify(message.json))
    const properties: Properties = { contentType: 'application/json', ...message.properties, messageId }
    const confirmed = Promise.withResolvers<undefined>()
    this.#channel.publish(exchange, routingKey, content, defined(properties), (error: unknown) =>
      error ? confirmed.reject(error) : confirmed.resolve(undefined),
    )
    await confirmed.promise
    return {
      exchange,
      routingKey,
      properties,
      body: recorded(content),
    }
  }

  /** Acknowledges what comes and passes it on, until the returned function is called. */
  async consume(queue: string, heard: (message: Taken) => void): Promise<() => Promise<void>> {
    const channel = await this.#openChannel()
    await channel.consume(queue, (message) => {
      if (message === null) return
      channel.ack(message)
      heard(takenOf(message))
    })
    return () => channel.close()
  }

  /** What the queue holds now, acknowledged. */
  async takeAll(queue: string): Promise<Taken[]> {
    if (!(await this.ask(queue)).exists) return []
    const channel = await this.#openChannel()
    const taken: Taken[] = []
    for (let message = await channel.get(queue); message !== false; message = await channel.get(queue)) {
      channel.ack(message)
      taken.push(takenOf(message))
    }
    await channel.close()
    return taken
  }

  /** A passive queue.declare on a channel of its own: a missing queue closes the channel it was asked on. */
  async ask(queue: string): Promise<QueueState> {
    const channel = await this.#openChannel()
    try {
      const { messageCount, consumerCount } = await channel.checkQueue(queue)
      channel.close().catch(() => {}) // the connection went first
      return { exists: true, messagesReady: messageCount, consumers: consumerCount }
    } catch (error) {
      if (error instanceof Error && error.message.includes('404')) return { exists: false, messagesReady: 0, consumers: 0 }
      throw error
    }
  }

  async #openChannel(): Promise<amqp.Channel> {
    const channel = await this.#connection.createChannel()
    channel.on('error', () => {})
    return channel
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close().catch(() => {}) // already closed: the broker ended it first
  }
}

const takenOf = ({ fields: { exchange, routingKey }, properties, content }: amqp.Message): Taken => ({
  exchange,
  routingKey,
  properties: propertiesOf(properties),
  body: recorded(content),
})

/** As a Recording writes them: amqplib names absent properties too, and has its own way with timestamps. */
const propertiesOf = ({ headers, deliveryMode, ...others }: amqp.MessageProperties): Properties => ({
  ...Properties.parse(Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined))),
  ...(typeof deliveryMode === 'number' ? { deliveryMode } : {}),
  ...(headers ? { headers: tableOf(headers) } : {}),
})

const tableOf = (table: object): { [key: string]: FieldValue } =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, valueOf(value)]))

function valueOf(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  if (Buffer.isBuffer(value)) return { $bytes: value.toString('base64') }
  if (Array.isArray(value)) return value.map(valueOf)
  if ('!' in value && 'value' in value) return value['!'] === 'timestamp' ? { $timestamp: Number(value.value) } : valueOf(value.value)
  return tableOf(value)
}

/** amqplib's own types know no `undefined` in options. */
const defined = (properties: Properties): amqp.Options.Publish =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined))
