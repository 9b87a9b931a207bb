// Does what arbitrary-deeds.ts thinks of, one after the other, and writes down what a client can see after each: how it was answered, what each
// consumer was delivered, what each queue holds. Before it looks, all that the deed brings about has come to pass, as the broker itself shows:
// a queue with a consumer has nothing ready, or its consumer holds as much as it may.
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage, GetMessage, Message, Options } from 'amqplib'
import { type Deed, QUEUES } from './arbitrary-deeds.ts'
import { told, type World } from './client.fixture.ts'

/** What a limit throws away never comes back: so long it is waited for. In milliseconds. */
const BACK_MS = 500

interface Eater {
  readonly channel: Channel
  readonly prefetch: number
  readonly held: ConsumeMessage[]
  /** Delivered since it was last looked at. */
  fresh: string[]
  cancelled: boolean
}

export class Doer {
  readonly #world: World
  readonly #connection: ChannelModel
  readonly #eaters = new Map<string, Eater>()
  /** For topology, publishing and getting. */
  #channel: ConfirmChannel | undefined
  #looking: Channel | undefined
  #held: GetMessage[] = []
  #returned = 0
  /** How many there were when it last looked. */
  #inAll = 0
  #numbered = 0

  private constructor(world: World, connection: ChannelModel) {
    this.#world = world
    this.#connection = connection
  }

  /** All that was seen, a line a deed. */
  static async watch(world: World, deeds: readonly Deed[]): Promise<unknown> {
    const doer = new Doer(world, await world.connect())
    const seen: unknown[] = []
    for (const queue of QUEUES) seen.push(await doer.#line({ does: 'declare a queue', queue, kind: 'plain' }))
    for (const deed of deeds) seen.push(await doer.#line(deed))
    return world.plain(seen)
  }

  async #line(deed: Deed): Promise<unknown> {
    const channel = (this.#channel ??= await this.#open())
    const answer = await answered(channel, () => this.#do(deed, channel))
    if (answer.closed) await this.#forgetChannel()
    return { deed, answer: answer.answer, ...(await this.#look()) }
  }

  async #open(): Promise<ConfirmChannel> {
    const channel = hearing(await this.#connection.createConfirmChannel())
    channel.on('return', () => this.#returned++)
    return channel
  }

  /** What was got on it is ready again, or with a consumer, some time after RabbitMQ has said the close: its queue has to see the channel gone. */
  async #forgetChannel(): Promise<void> {
    const wanted = this.#inAll + this.#held.length
    this.#channel = undefined
    this.#held = []
    for (const from = performance.now(); (await this.#count()) < wanted && performance.now() - from < BACK_MS;);
  }

  /** All that is ready or with a consumer. */
  async #count(): Promise<number> {
    let count = 0
    for (const queue of QUEUES) {
      const holds = await this.#holds(queue)
      if (typeof holds === 'object' && holds !== null && 'messageCount' in holds) count += Number(holds.messageCount)
    }
    for (const { held } of this.#eaters.values()) count += held.length
    return count
  }

  async #do(deed: Deed, channel: ConfirmChannel): Promise<unknown> {
    const name = (stem: string) => this.#world.name(stem)
    switch (deed.does) {
      case 'declare a queue':
        return channel.assertQueue(name(deed.queue), OPTIONS[deed.kind](name('c')))
      case 'declare an exchange':
        return channel.assertExchange(name(deed.exchange), deed.type)
      case 'bind':
        return channel.bindQueue(name(deed.queue), name(deed.exchange), deed.key)
      case 'unbind':
        return channel.unbindQueue(name(deed.queue), name(deed.exchange), deed.key)
      case 'bind exchanges':
        return channel.bindExchange(name(deed.destination), name(deed.source), deed.key)
      case 'delete a queue':
        return channel.deleteQueue(name(deed.queue), deed)
      case 'delete an exchange':
        return channel.deleteExchange(name(deed.exchange), deed)
      case 'purge':
        return channel.purgeQueue(name(deed.queue))
      case 'publish':
        return this.#publish(deed, channel)
      case 'get':
        return this.#get(name(deed.queue), deed.noAck, channel)
      case 'settle':
        return this.#settle(deed, channel)
      case 'settle an unknown tag':
        channel.ack({ fields: { deliveryTag: 1_000_000 } } as Message)
        return barrier(channel)
      case 'consume':
        return this.#consume(deed.queue, deed.prefetch)
      case 'close':
        return this.#close(deed.of, channel)
    }
  }

  async #publish({ exchange, key, priority }: Extract<Deed, { does: 'publish' }>, channel: ConfirmChannel): Promise<unknown> {
    this.#returned = 0
    const toQueue = exchange === '' && QUEUES.some((queue) => queue === key)
    const to = exchange === '' ? '' : this.#world.name(exchange)
    const confirmed = new Promise((resolve, reject) => {
      channel.publish(
        to,
        toQueue ? this.#world.name(key) : key,
        Buffer.from(`m${++this.#numbered}`),
        { mandatory: true, priority },
        (error: unknown) => {
          if (error instanceof Error && error.message === 'channel closed') reject(error)
          else resolve(error === null ? 'confirmed' : 'refused')
        },
      )
    })
    return [await confirmed, this.#returned]
  }

  async #get(queue: string, noAck: boolean, channel: Channel): Promise<unknown> {
    const message = await channel.get(queue, { noAck })
    if (message !== false && !noAck) this.#held.push(message)
    return message === false ? 'nothing' : [told(message), message.fields.messageCount]
  }

  async #settle({ of, nth, how, multiple, requeue }: Extract<Deed, { does: 'settle' }>, gets: Channel): Promise<unknown> {
    const eater = of === 'gets' ? undefined : this.#eaters.get(of)
    if (of !== 'gets' && eater === undefined) return 'no consumer'
    const [channel, held] = [eater?.channel ?? gets, eater?.held ?? this.#held]
    const message = held[nth]
    if (message === undefined) return 'nothing held'
    const upTo = multiple && how !== 'reject'
    const gone = held.splice(upTo ? 0 : nth, upTo ? nth + 1 : 1)
    if (how === 'ack') channel.ack(message, upTo)
    else if (how === 'nack') channel.nack(message, upTo, requeue)
    else channel.reject(message, requeue)
    await barrier(channel)
    return gone.map(told)
  }

  async #consume(queue: string, prefetch: number): Promise<unknown> {
    if (this.#eaters.has(queue)) return 'one consumer a queue'
    const channel = hearing(await this.#connection.createChannel())
    const answer = await answered(channel, async () => {
      await channel.prefetch(prefetch)
      const eater: Eater = { channel, prefetch, held: [], fresh: [], cancelled: false }
      await channel.consume(
        this.#world.name(queue),
        (message) => {
          eater.fresh.push(told(message))
          if (message === null) eater.cancelled = true
          else eater.held.push(message)
        },
        { consumerTag: queue },
      )
      this.#eaters.set(queue, eater)
    })
    return answer.answer
  }

  async #close(of: string, gets: Channel): Promise<unknown> {
    if (of === 'gets') {
      await gets.close()
      await this.#forgetChannel()
      return 'closed'
    }
    const eater = this.#eaters.get(of)
    this.#eaters.delete(of)
    await eater?.channel.close()
    return eater === undefined ? 'no consumer' : 'closed'
  }

  async #holds(queue: string): Promise<unknown> {
    const channel = (this.#looking ??= hearing(await this.#connection.createChannel()))
    const answer = await answered(channel, () => channel.checkQueue(this.#world.name(queue)))
    if (answer.closed) this.#looking = undefined
    return answer.closed ? 'none' : answer.answer
  }

  async #look(): Promise<object> {
    const there: Record<string, unknown> = {}
    for (const queue of QUEUES) {
      const eater = this.#eaters.get(queue)
      if (eater && !eater.cancelled && (await this.#holds(queue)) !== 'none') await fed(eater, this.#world.name(queue))
    }
    for (const queue of QUEUES) there[queue] = await this.#holds(queue)
    const delivered: Record<string, readonly string[]> = {}
    for (const [queue, eater] of this.#eaters) {
      if (eater.fresh.length > 0) delivered[queue] = eater.fresh
      eater.fresh = []
    }
    this.#inAll = await this.#count()
    return { there, delivered }
  }
}

/** What was said when the broker closed it. */
const said = new WeakMap<Channel, string>()
function hearing<C extends Channel>(channel: C): C {
  channel.on('error', (error: Error) => said.set(channel, /\d{3} .*$/s.exec(error.message)?.[0] ?? error.message))
  return channel
}

/** Nothing is ready, or it holds all it may. What the broker had sent it before it answered is here then. */
async function fed(eater: Eater, queue: string): Promise<void> {
  for (;;) {
    const { messageCount } = await eater.channel.checkQueue(queue)
    await barrier(eater.channel)
    if (messageCount === 0 || (eater.prefetch > 0 && eater.held.length >= eater.prefetch)) return
  }
}

const barrier = (channel: Channel): Promise<unknown> => channel.checkExchange('amq.direct').then(() => 'done')

interface Answered {
  readonly answer: unknown
  /** The broker closed the channel over it. */
  readonly closed: boolean
}

async function answered(channel: Channel, act: () => Promise<unknown>): Promise<Answered> {
  try {
    return { answer: await act(), closed: false }
  } catch (error) {
    const why = said.get(channel)
    if (why === undefined) throw error
    return { answer: why, closed: true }
  }
}

const OPTIONS: Readonly<Record<Extract<Deed, { does: 'declare a queue' }>['kind'], (grave: string) => Options.AssertQueue>> = {
  plain: () => ({}),
  short: () => ({ maxLength: 2 }),
  refusing: () => ({ maxLength: 2, arguments: { 'x-overflow': 'reject-publish' } }),
  dead: (grave) => ({ maxLength: 2, deadLetterExchange: '', deadLetterRoutingKey: grave }),
  priorities: () => ({ maxPriority: 2 }),
}
