// Cuts a byte stream into AMQP 0-9-1 frames (§4.2.3), at whatever bytes TCP cut it:
//
//   0      1         3             7          size+7
//   +------+---------+-------------+---------+-----+
//   | type | channel |    size     | payload | 206 |
//   +------+---------+-------------+---------+-----+
import { MalformedFrame } from './malformed.ts'

export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const
export const PROTOCOL_HEADER = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
const FRAME_END = 206
const HEADER = 7
const OVERHEAD = 8

export interface Frame {
  readonly type: number
  readonly channel: number
  readonly payload: Buffer
  /** The frame as it was on the wire, its end included. */
  readonly raw: Buffer
}

export class FrameReader {
  /** Largest frame accepted, in bytes with its eight of overhead: at the start and until tune what RabbitMQ proposes. */
  frameMax = 131_072
  /** What was fed and not yet cut: bytes `#start` to `#end` of a store with room behind them. */
  #store: Buffer = Buffer.alloc(0)
  #start = 0
  #end = 0
  /** Whether the store is ours to write in: a chunk that came in is not. */
  #grown = false
  #offset = 0

  /** Bytes of an unfinished frame: never more than `frameMax` and one chunk. */
  get pending(): number {
    return this.#end - this.#start
  }

  /** All frames that end in `chunk`. Throws MalformedFrame, and what was whole before it in this chunk is lost: who needs that uses `next`. */
  push(chunk: Buffer): Frame[] {
    this.feed(chunk)
    const frames: Frame[] = []
    for (let found = this.next(); found !== undefined; found = this.next()) frames.push(found)
    return frames
  }

  /** Appends in amortised linear time, whatever the size of the chunks. Frames handed out before are not touched. */
  feed(chunk: Buffer): void {
    const { pending } = this
    if (pending === 0) {
      this.#store = chunk
      this.#grown = false
      this.#start = 0
      this.#end = chunk.length
      return
    }
    if (!this.#grown || this.#end + chunk.length > this.#store.length) {
      const larger = Buffer.allocUnsafeSlow(pending + Math.max(pending, chunk.length))
      this.#store.copy(larger, 0, this.#start, this.#end)
      this.#store = larger
      this.#grown = true
      this.#start = 0
      this.#end = pending
    }
    chunk.copy(this.#store, this.#end)
    this.#end += chunk.length
  }

  /** The next whole frame of what was fed. Throws MalformedFrame; only `rest` is of use after that. */
  next(): Frame | undefined {
    if (this.pending < HEADER) return undefined
    const bytes = this.#store
    const at = this.#start
    const length = this.#lengthAt(bytes, at)
    if (this.pending < length) return undefined
    const end = bytes.readUInt8(at + length - 1)
    if (end !== FRAME_END) throw new MalformedFrame(`frame end is ${end}, not ${FRAME_END}`, this.#offset + length - 1)
    this.#start += length
    this.#offset += length
    return {
      type: bytes.readUInt8(at),
      channel: bytes.readUInt16BE(at + 1),
      payload: bytes.subarray(at + HEADER, at + length - 1),
      raw: bytes.subarray(at, at + length),
    }
  }

  /** Takes out the bytes that are no whole frame. */
  rest(): Buffer {
    const rest = this.#store.subarray(this.#start, this.#end)
    this.#offset += rest.length
    this.#start = this.#end
    return rest
  }

  #lengthAt(bytes: Buffer, at: number): number {
    const type = bytes.readUInt8(at)
    if (type !== 1 && type !== 2 && type !== 3 && type !== 8) throw new MalformedFrame(`unknown frame type ${type}`, this.#offset)
    const length = bytes.readUInt32BE(at + 3) + OVERHEAD
    if (length > this.frameMax) {
      throw new MalformedFrame(`a frame of ${length} bytes, the negotiated maximum is ${this.frameMax}`, this.#offset)
    }
    return length
  }
}

export function frame(type: number, channel: number, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(payload.length + OVERHEAD)
  bytes.writeUInt8(type, 0)
  bytes.writeUInt16BE(channel, 1)
  bytes.writeUInt32BE(payload.length, 3)
  payload.copy(bytes, 7)
  bytes.writeUInt8(FRAME_END, payload.length + 7)
  return bytes
}

export const HEARTBEAT = frame(FRAME.heartbeat, 0, Buffer.alloc(0))
