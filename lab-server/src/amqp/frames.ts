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
  #kept: Buffer[] = []
  #size = 0
  #offset = 0

  /** Bytes of an unfinished frame: never more than `frameMax` and one chunk. */
  get pending(): number {
    return this.#size
  }

  /** All frames that end in `chunk`. Throws MalformedFrame; the reader is of no use after that. */
  push(chunk: Buffer): Frame[] {
    this.#kept.push(chunk)
    this.#size += chunk.length
    if (this.#size < this.#needed()) return []
    const bytes = this.#kept.length === 1 ? chunk : Buffer.concat(this.#kept, this.#size)
    const frames: Frame[] = []
    let at = 0
    while (bytes.length - at >= 7) {
      const length = this.#lengthAt(bytes, at)
      if (bytes.length - at < length) break
      if (bytes[at + length - 1] !== FRAME_END) {
        throw new MalformedFrame(`frame end is ${bytes[at + length - 1]}, not ${FRAME_END},`, this.#offset + length - 1)
      }
      frames.push({
        type: bytes.readUInt8(at),
        channel: bytes.readUInt16BE(at + 1),
        payload: bytes.subarray(at + 7, at + length - 1),
        raw: bytes.subarray(at, at + length),
      })
      at += length
      this.#offset += length
    }
    const rest = bytes.subarray(at)
    this.#kept = rest.length > 0 ? [rest] : []
    this.#size = rest.length
    return frames
  }

  /** Bytes that must be there before anything can be cut: joining small chunks again and again would be quadratic. */
  #needed(): number {
    const first = this.#kept[0]
    if (first === undefined || first.length < 7) return 7
    return this.#lengthAt(first, 0)
  }

  #lengthAt(bytes: Buffer, at: number): number {
    const type = bytes.readUInt8(at)
    if (type !== 1 && type !== 2 && type !== 3 && type !== 8) throw new MalformedFrame(`unknown frame type ${type}`, this.#offset)
    const length = bytes.readUInt32BE(at + 3) + OVERHEAD
    if (length > this.frameMax) {
      throw new MalformedFrame(`a frame of ${length} bytes, the negotiated maximum is ${this.frameMax},`, this.#offset)
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
