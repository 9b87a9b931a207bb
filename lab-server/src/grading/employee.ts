// A consumer that the lab runs itself, as one of another team: an ordinary client that dials a tap, so that its frames are on the wire.
// One whose channel is closed by the broker reports why and consumes again on another channel, as many programs do.
import amqp from 'amqplib'
import type { Employed } from '@ackademy/contract/scenario.ts'

export class Employee implements AsyncDisposable {
  readonly #name: string
  readonly #work: Employed
  readonly #connection: amqp.ChannelModel
  #ended = false

  private constructor(name: string, work: Employed, connection: amqp.ChannelModel) {
    this.#name = name
    this.#work = work
    this.#connection = connection
  }

  /** Consumes when this resolves. */
  static async open(name: string, work: Employed, url: string): Promise<Employee> {
    const connection = await amqp.connect(url, { noDelay: true, timeout: 10_000, clientProperties: { connection_name: name } })
    const employee = new Employee(name, work, connection)
    connection.on('error', () => undefined) // 'close' follows
    connection.once('close', () => {
      employee.#ended = true
    })
    await employee.#consume()
    return employee
  }

  async #consume(): Promise<void> {
    const { queue, prefetch, acknowledges } = this.#work
    const channel = await this.#connection.createChannel()
    let refused = ''
    channel.on('error', (error: Error) => {
      refused = error.message
    })
    channel.once('close', () => {
      // what goes wrong from here on is the end of its connection
      if (!this.#ended && refused !== '') this.#again(refused).catch(() => undefined)
    })
    await channel.prefetch(prefetch)
    const take = (message: amqp.ConsumeMessage | null) => {
      if (message !== null && acknowledges) channel.ack(message)
    }
    await channel.consume(queue, take, { consumerTag: this.#name })
  }

  async #again(why: string): Promise<void> {
    const { reportsTo } = this.#work
    if (reportsTo !== undefined) {
      const channel = await this.#connection.createChannel()
      channel.sendToQueue(reportsTo, Buffer.from(`${this.#name}: ${why}`), { contentType: 'text/plain', appId: this.#name })
      await channel.close()
    }
    await this.#consume()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await this.#connection.close().catch(() => undefined) // the broker closed it first
  }
}
