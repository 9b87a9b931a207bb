// For tests: a tap whose program and broker are plain sockets that the test plays by hand.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { FRAME, PROTOCOL_HEADER, frame } from '../amqp/frames.ts'
import type { MethodArgs, MethodName } from '../amqp/methods.ts'
import { encodeMethod } from '../amqp/methods.ts'
import type { Tap, TapOptions } from './tap.ts'
import { openTap } from './tap.ts'

/** One end of a socket, and what has come to it. */
export class Player {
  readonly socket: Socket
  #received: Buffer[] = []
  #size = 0
  #look: (() => void)[] = []
  ended = false
  error: Error | undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk)
      this.#size += chunk.length
      this.#changed()
    })
    socket.on('end', () => {
      this.ended = true
      this.#changed()
    })
    socket.on('error', (error) => {
      this.error = error
    })
    socket.on('close', () => {
      this.#changed()
    })
  }

  get received(): Buffer {
    return Buffer.concat(this.#received)
  }
  get size(): number {
    return this.#size
  }

  say(...frames: Buffer[]): void {
    this.socket.write(Buffer.concat(frames))
  }
  /** Resolves once this holds of what has come, or of the end. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#look.push(resolve))
  }
  async got(size: number): Promise<void> {
    await this.until(() => this.#size >= size)
  }
  /** The other end has ended, or is gone. */
  async left(): Promise<void> {
    await this.until(() => this.ended || this.socket.destroyed)
  }
  async closed(): Promise<void> {
    await this.until(() => this.socket.destroyed)
  }

  #changed(): void {
    for (const look of this.#look.splice(0)) look()
  }
}

export interface PlayedTap extends AsyncDisposable {
  readonly tap: Tap
  readonly events: AmqpEvent[]
  /** Types of the events so far, with their delivery tag if they have one. */
  told(): string[]
  /** The first event, past or to come, of which this is true. */
  event(is: (event: AmqpEvent) => boolean): Promise<AmqpEvent>
  /** A program's socket and the broker's that the tap dialled for it. */
  dial(): Promise<{ program: Player; broker: Player }>
}

export async function playedTap(options: Partial<TapOptions> & { onRecord?: (event: AmqpEvent) => void } = {}): Promise<PlayedTap> {
  const events: AmqpEvent[] = []
  const watchers = new Set<(event: AmqpEvent) => void>()
  const dialled: ((broker: Player) => void)[] = []
  const players: Player[] = []
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => dialled.shift()?.(new Player(socket)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  let connections = 0
  const tap = await openTap({
    program: 'p',
    upstream: { host: '127.0.0.1', port: address.port },
    record: (unnumbered: Unnumbered<AmqpEvent>) => {
      const event: AmqpEvent = { seq: events.length + 1, at: events.length, ...unnumbered }
      events.push(event)
      options.onRecord?.(event)
      for (const watch of watchers) watch(event)
      return event
    },
    nextConnection: () => ++connections,
    ...options,
  })
  return {
    tap,
    events,
    told: () => events.map((event) => ('deliveryTag' in event ? `${event.type} ${event.deliveryTag}` : event.type)),
    event: (is) =>
      new Promise((resolve) => {
        const past = events.find(is)
        if (past !== undefined) return resolve(past)
        const watch = (event: AmqpEvent) => {
          if (!is(event)) return
          watchers.delete(watch)
          resolve(event)
        }
        watchers.add(watch)
      }),
    async dial() {
      const arrival = new Promise<Player>((resolve) => dialled.push(resolve))
      const program = new Player(connect({ ...tap.listener, noDelay: true, allowHalfOpen: true }))
      const broker = await arrival
      players.push(program, broker)
      return { program, broker }
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of players) socket.destroy()
      await tap[Symbol.asyncDispose]()
      server.close()
    },
  }
}

export const method = <N extends MethodName>(name: N, args: Partial<MethodArgs<N>> = {}, channel = name.startsWith('connection.') ? 0 : 1): Buffer =>
  frame(FRAME.method, channel, encodeMethod(name, args))
export const ack = (deliveryTag: number): Buffer => method('basic.ack', { deliveryTag })
export { PROTOCOL_HEADER }
