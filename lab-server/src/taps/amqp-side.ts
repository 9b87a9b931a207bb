// The bytes of one side of a connection, cut into pieces that are passed on as they are, each with the event it completes.
// What can't be read is said once; from then on that side's bytes are pieces without a word.
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { FrameReader, PROTOCOL_HEADER } from '../amqp/frames.ts'
import { MalformedFrame } from '../amqp/malformed.ts'
import type { Sender } from '../amqp/senders.ts'
import type { Altered, Alterer } from './altered.ts'
import type { AmqpConversation } from './amqp.ts'

export interface Piece {
  readonly bytes: Buffer
  readonly event?: Unnumbered<AmqpEvent> | undefined
}

const NAME = Buffer.from('AMQP', 'latin1')
const NOTHING = Buffer.alloc(0)
/** Bytes before a frame's payload. */
const FRAME_HEADER = 7

export class AmqpSide {
  readonly #from: Sender
  readonly #conversation: AmqpConversation
  readonly #undecodable: (reason: string, offset: number) => Unnumbered<AmqpEvent>
  readonly #alterer: Alterer | undefined
  /** What a frame was altered to, and is not handed out yet: all of it, of one frame. */
  readonly #altered: Altered[] = []
  readonly #frames = new FrameReader()
  /** What came before frames are to be expected; then undefined. */
  #opening: Buffer | undefined = Buffer.alloc(0)
  #raw: Buffer[] | undefined
  #torn = false
  /** Bytes handed out. */
  #offset = 0

  constructor(
    from: Sender,
    conversation: AmqpConversation,
    undecodable: (reason: string, offset: number) => Unnumbered<AmqpEvent>,
    alterer?: Alterer,
  ) {
    this.#from = from
    this.#conversation = conversation
    this.#undecodable = undecodable
    this.#alterer = alterer
  }

  feed(chunk: Buffer): void {
    if (this.#raw !== undefined) this.#raw.push(chunk)
    else if (this.#opening !== undefined) this.#opening = Buffer.concat([this.#opening, chunk])
    else this.#frames.feed(chunk)
  }

  next(): Piece | undefined {
    const piece = this.#raw === undefined ? this.#read() : this.#rawPiece()
    this.#offset += piece?.bytes.length ?? 0
    return piece
  }

  /** Takes out what is no whole piece: the start of a frame whose end never came. */
  rest(): Buffer {
    const rest = this.#raw === undefined ? (this.#opening ?? this.#unread()) : Buffer.concat(this.#raw.splice(0))
    if (this.#opening !== undefined) this.#opening = Buffer.alloc(0)
    this.#torn ||= rest.length > 0
    return rest
  }

  /** Whether all that was handed out is whole frames, so that another frame may follow. */
  get atFrame(): boolean {
    return this.#raw === undefined && this.#opening === undefined && !this.#torn
  }

  /** From now on bytes are not read any more. */
  passRaw(): void {
    if (this.#raw !== undefined) return
    const left = this.#opening ?? this.#unread()
    this.#raw = left.length > 0 ? [left] : []
  }

  #unread(): Buffer {
    const altered = this.#altered.splice(0).flatMap(({ frame, passes }) => (passes ? [frame.raw] : []))
    return Buffer.concat([...altered, this.#frames.rest()])
  }

  #rawPiece(): Piece | undefined {
    const bytes = this.#raw?.shift()
    return bytes && { bytes }
  }

  #read(): Piece | undefined {
    let taken: Buffer = Buffer.alloc(0)
    try {
      if (this.#opening !== undefined) return this.#open(this.#opening)
      this.#frames.frameMax = this.#conversation.frameMax ?? this.#frames.frameMax
      const frame = this.#altered.length > 0 ? undefined : this.#frames.next()
      taken = frame?.raw ?? taken
      if (frame !== undefined) this.#altered.push(...(this.#alterer?.alter(this.#from, frame) ?? [{ frame, passes: true }]))
      const next = this.#altered.shift()
      if (next === undefined) return undefined
      taken = next.frame.raw
      return { bytes: next.passes ? taken : NOTHING, event: this.#conversation.read(this.#from, next.frame) }
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error
      const offset = taken.length > 0 ? this.#offset + FRAME_HEADER + error.offset : this.#offset
      const left = this.#opening ?? this.#unread()
      this.#raw = []
      return { bytes: Buffer.concat([taken, left]), event: this.#undecodable(error.what, offset) }
    }
  }

  /**
   * A program begins with AMQP's protocol header, a broker with a frame: one that begins with a protocol header refuses the
   * program's and names its own (0-9-1 §4.2.2).
   */
  #open(bytes: Buffer): Piece | undefined {
    if (bytes.length === 0) return undefined
    const begun = NAME.subarray(0, Math.min(bytes.length, NAME.length)).equals(bytes.subarray(0, NAME.length))
    if (!begun) {
      if (this.#from === 'program') throw new MalformedFrame(`not AMQP: it begins with ${JSON.stringify(bytes.toString('latin1', 0, 8))}`, 0)
      this.#startFrames(bytes)
      return this.#read()
    }
    if (bytes.length < PROTOCOL_HEADER.length) return undefined
    const header = bytes.subarray(0, PROTOCOL_HEADER.length)
    const version = header.subarray(NAME.length).join('-')
    if (this.#from === 'broker') throw new MalformedFrame(`the broker refused the protocol, and names AMQP ${version}`, 0)
    if (!header.equals(PROTOCOL_HEADER)) throw new MalformedFrame(`another protocol: AMQP ${version}`, 0)
    this.#startFrames(bytes.subarray(PROTOCOL_HEADER.length))
    return { bytes: header }
  }

  #startFrames(bytes: Buffer): void {
    this.#opening = undefined
    this.#frames.feed(bytes)
  }
}
