// One direction of a connection: pieces are read, recorded, then passed on. Reading stops while the sink is full or the
// direction is held, so no more waits here than one chunk and one unfinished frame.
//
//   source ──chunk──▶ side ──piece──▶ record ──▶ held? ──▶ sink
//      ▲                                           │        │
//      └──────────────── pause ────────────────────┴────────┘
import type { Socket } from 'node:net'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { AmqpSide } from './amqp-side.ts'

export interface LaneOptions {
  readonly side: AmqpSide
  readonly source: Pick<Socket, 'pause' | 'resume'>
  readonly sink: Pick<Socket, 'write' | 'resetAndDestroy' | 'writableNeedDrain' | 'writableLength'>
  /** Says to the sink that no more will come. */
  endSink(): void
  /** A broker that is reset may lose what it has not read yet, and a program's last bytes count: it gets an orderly end. */
  readonly passReset: boolean
  /** Keeps an event. True when it is held: its bytes have to wait for `pump`. */
  record(event: Unnumbered<AmqpEvent>): boolean
  /** The event of the socket's end, if this side's is the first. */
  end(): Unnumbered<AmqpEvent> | undefined
  isShut(): boolean
  /** All that came has been passed on, the end too, or was thrown away. */
  done(): void
}

export class Lane {
  readonly #options: LaneOptions
  #held: Buffer | undefined
  #over: 'no' | 'ended' | 'reset' = 'no'
  #endRecorded = false
  #done = false
  #pumping = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  get done(): boolean {
    return this.#done
  }
  /** Whether bytes wait here on our account: the other end is not silent then. */
  get blocked(): boolean {
    return this.#options.isShut() || this.#options.sink.writableNeedDrain
  }

  /** Whether a held event's bytes wait here. */
  get holds(): boolean {
    return this.#held !== undefined
  }

  read(chunk: Buffer): void {
    if (this.#done) return
    this.#options.side.feed(chunk)
    this.pump()
  }

  /** No more will come. A reset is passed on as such, once all before it was. */
  over(how: 'ended' | 'reset'): void {
    if (this.#over !== 'no') return
    this.#over = how
    this.pump()
  }

  /** Passes on what may pass: called when bytes came, when the sink has room again and when a hold is lifted. */
  pump(): void {
    if (this.#pumping || this.#done) return
    const { source, sink } = this.#options
    this.#pumping = true
    const out: Buffer[] = []
    let more = true
    while (more && this.#mayPass()) more = this.#step(out)
    this.#pumping = false
    if (this.done) return
    const [only] = out
    if (only !== undefined) sink.write(out.length === 1 ? only : Buffer.concat(out))
    if (more || this.blocked) source.pause()
    else if (this.#endRecorded) this.#finish()
    else source.resume()
  }

  /** Throws away what waits here and what still comes. */
  abandon(): void {
    if (this.#done) return
    this.#done = true
    this.#held = undefined
    this.#options.source.resume()
    this.#options.endSink()
    this.#options.done()
  }

  #mayPass(): boolean {
    return !this.#done && !this.blocked
  }

  /** Takes one piece. False when there is none left. */
  #step(out: Buffer[]): boolean {
    const { side } = this.#options
    if (this.#held !== undefined) {
      out.push(this.#held)
      this.#held = undefined
      return true
    }
    const piece = side.next() ?? this.#lastPiece()
    if (piece === undefined) return false
    if (piece.event !== undefined && this.#options.record(piece.event)) this.#held = piece.bytes
    else if (piece.bytes.length > 0) out.push(piece.bytes)
    return true
  }

  #lastPiece(): { bytes: Buffer; event: Unnumbered<AmqpEvent> | undefined } | undefined {
    if (this.#over === 'no' || this.#endRecorded) return undefined
    this.#endRecorded = true
    return { bytes: this.#options.side.rest(), event: this.#options.end() }
  }

  #finish(): void {
    const { sink, passReset } = this.#options
    this.#done = true
    if (this.#over === 'reset' && passReset && sink.writableLength === 0) sink.resetAndDestroy()
    else this.#options.endSink()
    this.#options.done()
  }
}
