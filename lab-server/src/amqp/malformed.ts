/** Bytes that are not AMQP 0-9-1. `offset` counts from the start of the stream or of the payload that was read. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame'
  /** What is wrong, without the place. */
  readonly what: string
  readonly offset: number
  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset}`)
    this.what = what
    this.offset = offset
  }
}
