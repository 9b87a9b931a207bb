// AMQP's elementary domains (0-9-1 §4.2.5), read and written in network byte order.
import { MalformedFrame } from './malformed.ts'

export class ByteReader {
  readonly bytes: Buffer
  offset = 0
  readonly #base: number
  /** `base`: where `bytes` begin in the payload, so that an error can name the place. */
  constructor(bytes: Buffer, base = 0) {
    this.bytes = bytes
    this.#base = base
  }

  /** Bytes of the payload before the next. */
  get place(): number {
    return this.#base + this.offset
  }

  get rest(): number {
    return this.bytes.length - this.offset
  }

  #take(size: number, what: string): number {
    if (size > this.rest) throw new MalformedFrame(`${what} needs ${size} bytes, ${this.rest} are left`, this.place)
    const at = this.offset
    this.offset += size
    return at
  }

  octet(): number {
    return this.bytes.readUInt8(this.#take(1, 'octet'))
  }
  int8(): number {
    return this.bytes.readInt8(this.#take(1, 'int8'))
  }
  short(): number {
    return this.bytes.readUInt16BE(this.#take(2, 'short'))
  }
  int16(): number {
    return this.bytes.readInt16BE(this.#take(2, 'int16'))
  }
  long(): number {
    return this.bytes.readUInt32BE(this.#take(4, 'long'))
  }
  int32(): number {
    return this.bytes.readInt32BE(this.#take(4, 'int32'))
  }
  /** Exact up to 2^53: no broker counts further in a lab's life. */
  longlong(): number {
    return Number(this.bytes.readBigUInt64BE(this.#take(8, 'longlong')))
  }
  int64(): number {
    return Number(this.bytes.readBigInt64BE(this.#take(8, 'int64')))
  }
  float(): number {
    return this.bytes.readFloatBE(this.#take(4, 'float'))
  }
  double(): number {
    return this.bytes.readDoubleBE(this.#take(8, 'double'))
  }
  raw(size: number): Buffer {
    const at = this.#take(size, 'bytes')
    return this.bytes.subarray(at, at + size)
  }
  shortstr(): string {
    return this.raw(this.octet()).toString('utf8')
  }
  longstr(): Buffer {
    return this.raw(this.long())
  }
  /** The inside of a table or an array: a long string, to be read on its own. */
  inside(): ByteReader {
    const size = this.long()
    const { place } = this
    return new ByteReader(this.raw(size), place)
  }
}

export class ByteWriter {
  #bytes: Buffer
  #length = 0
  constructor(size = 128) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  #room(size: number): number {
    const at = this.#length
    this.#length += size
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    return at
  }

  get length(): number {
    return this.#length
  }
  octet(value: number): void {
    const at = this.#room(1)
    this.#bytes.writeUInt8(value, at)
  }
  short(value: number): void {
    const at = this.#room(2)
    this.#bytes.writeUInt16BE(value, at)
  }
  long(value: number): void {
    const at = this.#room(4)
    this.#bytes.writeUInt32BE(value, at)
  }
  int32(value: number): void {
    const at = this.#room(4)
    this.#bytes.writeInt32BE(value, at)
  }
  longlong(value: number): void {
    const at = this.#room(8)
    this.#bytes.writeBigUInt64BE(BigInt(value), at)
  }
  int64(value: number): void {
    const at = this.#room(8)
    this.#bytes.writeBigInt64BE(BigInt(value), at)
  }
  double(value: number): void {
    const at = this.#room(8)
    this.#bytes.writeDoubleBE(value, at)
  }
  raw(value: Uint8Array): void {
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
  }
  shortstr(value: string): void {
    const bytes = Buffer.from(value, 'utf8')
    if (bytes.length > 255) throw new RangeError(`a short string holds at most 255 bytes, this one has ${bytes.length}`)
    this.octet(bytes.length)
    this.raw(bytes)
  }
  longstr(value: string | Uint8Array): void {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
    this.long(bytes.length)
    this.raw(bytes)
  }
  /** Overwrites a `long` written earlier, e.g. a length known only afterwards. */
  patchLong(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value, at)
  }
  done(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }
}
