// A program's socket and the one that the tap dialled for it: two lanes, and how the end of one becomes the end of the other.
//
//                 ┌──── lane 'program' ───▶┐
//   program ── client                   upstream ── broker
//                 └◀─── lane 'broker' ─────┘
//
// A program that dies says no connection.close, and RabbitMQ may throw away what it has not processed when a socket just ends
// (3.10.8: an acknowledgement sent right before is lost now and then). A crash has to be exact, so the tap says the close in
// its place and waits for the answer: what was recorded before a death is what the broker did. It is no event of the program.
import type { Socket } from 'node:net'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { FRAME, frame } from '../amqp/frames.ts'
import { encodeMethod } from '../amqp/methods.ts'
import type { Sender } from '../amqp/senders.ts'
import { Alterer, type Alteration } from './altered.ts'
import { AmqpConversation } from './amqp.ts'
import { AmqpSide } from './amqp-side.ts'
import { outliveFailedWrites } from './failed-write.ts'
import { silences } from './heartbeat.ts'
import { Lane } from './lane.ts'

const FAREWELL = frame(FRAME.method, 0, encodeMethod('connection.close', { replyCode: 200, replyText: 'the program is gone' }))
/** Times GRACE_MS that the answer to a farewell gets. */
const FAREWELL_TICKS = 5
/** Once one side has ended and its last bytes are passed on, the other gets so long to end by itself: nobody half-closes AMQP. */
const GRACE_MS = 2000
const TICK_MS = 500

export interface ConnectionOptions {
  readonly program: string
  readonly number: number
  readonly client: Socket
  readonly upstream: Socket
  /** Says in the program's place what it would say if it were written so. */
  readonly alteration?: Alteration | undefined
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
  readonly #alterer: Alterer | undefined
  readonly #silences
  #endSaid = false
  #dialled = false
  #clientOver = false
  #socketsOpen = 2
  #pulse: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined
  #farewellTicks = 0
  #brokerOver = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { program, number, client, upstream } = options
    this.#conversation = new AmqpConversation(program, number)
    this.#alterer = options.alteration && new Alterer(options.alteration)
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
    this.#leave()
  }

  cut(): void {
    this.#recordEnd('lab')
    this.#lanes.program.abandon()
    this.#lanes.broker.abandon()
    this.#options.client.destroy()
    if (this.#farewellTicks === 0) this.#options.upstream.destroy()
  }

  get #on() {
    return { source: 'amqp' as const, program: this.#options.program, connection: this.#options.number }
  }

  #side(from: Sender): AmqpSide {
    const undecodable = (reason: string, offset: number) => ({ ...this.#on, type: 'tap.undecodable' as const, from, reason, offset })
    return new AmqpSide(from, this.#conversation, undecodable, this.#alterer)
  }

  #lane(from: Sender, source: Socket, sink: Socket): Lane {
    return new Lane({
      side: this.#sides[from],
      source,
      sink,
      endSink: () => {
        if (from === 'broker') sink.end()
        else this.#takeLeave()
      },
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
      else this.#brokerOver = true
      lane.over(reset ? 'reset' : 'ended')
    }
    outliveFailedWrites(socket, () => {
      other.abandon()
    })
    socket.on('data', (chunk: Buffer) => {
      this.#silences[from].heard(this.#options.now())
      if (from === 'broker' && this.#farewellTicks > 0) this.#awaitAnswer(chunk)
      else lane.read(chunk)
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

  #takeLeave(): void {
    const { upstream } = this.#options
    const { program, broker } = this.#sides
    if (!this.#conversation.open || this.#brokerOver || !program.atFrame || !broker.atFrame) return void upstream.end()
    this.#farewellTicks = FAREWELL_TICKS
    upstream.write(FAREWELL)
    this.#lanes.broker.abandon()
  }

  /** The program is gone, and its broker's lane with it: what the broker still says is read for its connection.close-ok only. */
  #awaitAnswer(chunk: Buffer): void {
    const side = this.#sides.broker
    side.feed(chunk)
    while (side.next() !== undefined) if (!this.#conversation.open) this.#leave()
  }

  #leave(): void {
    if (this.#farewellTicks === 0) return
    this.#farewellTicks = 0
    this.#options.upstream.end()
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
    if (held || client.writableLength + upstream.writableLength > 0 || this.#farewellTicks-- > 0) return
    client.destroy()
    upstream.destroy()
  }
}

const opposite = (from: Sender): Sender => (from === 'program' ? 'broker' : 'program')
