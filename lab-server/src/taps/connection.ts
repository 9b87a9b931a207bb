// A program's socket and the one that the tap dialled for it: two lanes, and how the end of one becomes the end of the other.
//
//                 ┌──── lane 'program' ───▶┐
//   program ── client                   upstream ── broker
//                 └◀─── lane 'broker' ─────┘
import type { Socket } from 'node:net'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { Sender } from '../amqp/senders.ts'
import { AmqpConversation } from './amqp.ts'
import { AmqpSide } from './amqp-side.ts'
import { outliveFailedWrites } from './failed-write.ts'
import { silences } from './heartbeat.ts'
import { Lane } from './lane.ts'

/** Once one side has ended and its last bytes are passed on, the other gets so long to end by itself: nobody half-closes AMQP. */
const GRACE_MS = 2000
const TICK_MS = 500

export interface ConnectionOptions {
  readonly program: string
  readonly number: number
  readonly client: Socket
  readonly upstream: Socket
  /** Milliseconds of a monotonic clock. */
  now(): number
  /** Keeps an event. True when a hold makes its bytes wait. */
  record(from: Sender, event: Unnumbered<AmqpEvent>): boolean
  isShut(from: Sender): boolean
  onUpstreamError(error: Error): void
  /** Both sockets are closed. */
  closed(): void
}

export class Connection {
  readonly #options: ConnectionOptions
  readonly #conversation: AmqpConversation
  readonly #sides: Record<Sender, AmqpSide>
  readonly #lanes: Record<Sender, Lane>
  readonly #silences
  #endSaid = false
  #dialled = false
  #clientOver = false
  #socketsOpen = 2
  #pulse: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { program, number, client, upstream } = options
    this.#conversation = new AmqpConversation(program, number)
    this.#silences = silences(options.now())
    this.#sides = { program: this.#side('program'), broker: this.#side('broker') }
    this.#lanes = { program: this.#lane('program', client, upstream), broker: this.#lane('broker', upstream, client) }
    options.record('program', { ...this.#on, type: 'socket.open' })
    this.#wire('program', client)
    this.#wire('broker', upstream)
    upstream.once('connect', () => {
      this.#dialled = true
    })
    upstream.on('error', (error) => {
      if (!this.#dialled) options.onUpstreamError(error)
    })
  }

  /** Whether the program still holds its socket, as far as the tap has read. */
  get open(): boolean {
    return !this.#clientOver
  }

  pump(from: Sender): void {
    this.#lanes[from].pump()
  }

  /** Whether bytes of a held event wait here. */
  holds(from: Sender): boolean {
    return this.#lanes[from].holds
  }

  passRaw(): void {
    this.#sides.program.passRaw()
    this.#sides.broker.passRaw()
  }

  cut(): void {
    this.#recordEnd('lab')
    this.#lanes.program.abandon()
    this.#lanes.broker.abandon()
    this.#options.client.destroy()
    this.#options.upstream.destroy()
  }

  get #on() {
    return { source: 'amqp' as const, program: this.#options.program, connection: this.#options.number }
  }

  #side(from: Sender): AmqpSide {
    return new AmqpSide(from, this.#conversation, (reason, offset) => ({ ...this.#on, type: 'tap.undecodable', from, reason, offset }))
  }

  #lane(from: Sender, source: Socket, sink: Socket): Lane {
    return new Lane({
      side: this.#sides[from],
      source,
      sink,
      passReset: from === 'broker',
      record: (event) => this.#record(from, event),
      end: () => this.#end(from),
      isShut: () => this.#options.isShut(from),
      done: () => this.#laneDone(),
    })
  }

  #wire(from: Sender, socket: Socket): void {
    const lane = this.#lanes[from]
    const other = this.#lanes[opposite(from)]
    let reset = false
    const over = () => {
      if (from === 'program') this.#clientOver = true
      lane.over(reset ? 'reset' : 'ended')
    }
    outliveFailedWrites(socket, () => {
      other.abandon()
    })
    socket.on('data', (chunk: Buffer) => {
      this.#silences[from].heard(this.#options.now())
      lane.read(chunk)
    })
    socket.on('drain', () => other.pump())
    socket.on('end', over)
    socket.on('error', () => {
      reset = from === 'program' || this.#dialled
    })
    socket.on('close', () => {
      // Bytes that came while we did not read are still in the socket's buffer.
      const unread: unknown = socket.read()
      if (Buffer.isBuffer(unread)) lane.read(unread)
      over()
      other.abandon()
      this.#socketsOpen--
      this.#settle()
    })
  }

  #record(from: Sender, event: Unnumbered<AmqpEvent>): boolean {
    const held = this.#options.record(from, event)
    if (event.type === 'connection.tune-ok' && event.heartbeat > 0) this.#watchSilence()
    return held
  }

  #end(by: 'program' | 'broker' | 'lab'): Unnumbered<AmqpEvent> | undefined {
    if (this.#endSaid) return undefined
    this.#endSaid = true
    clearInterval(this.#pulse)
    return { ...this.#on, type: 'socket.end', by, afterClose: this.#conversation.closed }
  }

  #recordEnd(by: 'lab'): void {
    const event = this.#end(by)
    if (event !== undefined) this.#options.record('program', event)
  }

  #watchSilence(): void {
    this.#pulse ??= setInterval(() => {
      const now = this.#options.now()
      for (const from of ['program', 'broker'] as const) {
        if (this.#lanes[from].blocked) this.#silences[from].heard(now)
        const silentSeconds = this.#silences[from].missed(this.#conversation.heartbeat, now)
        if (silentSeconds !== undefined) this.#options.record(from, { ...this.#on, type: 'heartbeat.missed', from, silentSeconds })
      }
    }, TICK_MS).unref()
  }

  /** What waits behind a hold has nobody to go to once the other side's end was passed on. */
  #laneDone(): void {
    for (const from of ['program', 'broker'] as const) {
      if (this.#lanes[opposite(from)].done && this.#options.isShut(from)) this.#lanes[from].abandon()
    }
    this.#settle()
  }

  #settle(): void {
    if (this.#socketsOpen === 0) {
      clearInterval(this.#grace)
      clearInterval(this.#pulse)
      this.#options.closed()
    } else if (this.#lanes.program.done || this.#lanes.broker.done) {
      this.#grace ??= setInterval(() => this.#destroyFlushed(), GRACE_MS).unref()
    }
  }

  #destroyFlushed(): void {
    const { client, upstream } = this.#options
    const held = (['program', 'broker'] as const).some((from) => !this.#lanes[from].done && this.#options.isShut(from))
    if (held || client.writableLength + upstream.writableLength > 0) return
    client.destroy()
    upstream.destroy()
  }
}

const opposite = (from: Sender): Sender => (from === 'program' ? 'broker' : 'program')
