import { PROTOCOL_HEADER } from '../../amqp/frames.ts'

/** The first eight bytes a client sends, in however many pieces they come (0-9-1 §4.2.2). */
export class Greeting {
  #said = Buffer.alloc(0)

  /** What came behind the header; undefined: it is not whole yet; 'other': it is of another protocol. */
  take(chunk: Buffer): Buffer | undefined | 'other' {
    this.#said = Buffer.concat([this.#said, chunk])
    const said = this.#said.subarray(0, PROTOCOL_HEADER.length)
    if (!said.equals(PROTOCOL_HEADER.subarray(0, said.length))) return 'other'
    return said.length < PROTOCOL_HEADER.length ? undefined : this.#said.subarray(PROTOCOL_HEADER.length)
  }
}
