// A message as it comes in: its method, then a header that says how long the body is, then the body in frames.
// However long the body, no more of it is kept than a Recording shows; the hash is over all of it.
import { createHash, hash } from 'node:crypto'
import type { Body, Properties } from '@ackademy/contract/recording.ts'
import { decodeContentHeader } from '../amqp/content.ts'
import { MalformedFrame } from '../amqp/malformed.ts'
import type { Method } from '../amqp/methods.ts'

/** Bytes of a body that a Recording keeps. */
export const KEPT = 16_384

/** Of a body that is there whole, as much as a Recording keeps. */
export const recorded = (content: Buffer): Body => ({
  size: content.length,
  sha256: hash('sha256', content),
  base64: content.toString('base64', 0, Math.min(KEPT, content.length)),
})

export type ContentMethod = Extract<Method, { name: 'basic.publish' | 'basic.return' | 'basic.deliver' | 'basic.get-ok' }>
export const hasContent = (method: Method): method is ContentMethod =>
  method.name === 'basic.publish' || method.name === 'basic.return' || method.name === 'basic.deliver' || method.name === 'basic.get-ok'

export interface Content {
  readonly method: ContentMethod
  readonly properties: Properties
  readonly body: Body
}

export class ContentAssembly {
  readonly #method: ContentMethod
  #properties: Properties | undefined
  #size = 0
  #seen = 0
  #digest: ReturnType<typeof createHash> | undefined
  readonly #kept: Buffer[] = []

  constructor(method: ContentMethod) {
    this.#method = method
  }

  /** The content, when the header already completes it. */
  header(payload: Buffer): Content | undefined {
    if (this.#properties !== undefined) throw new MalformedFrame(`a second header for one ${this.#method.name}`, 0)
    const { bodySize, properties } = decodeContentHeader(payload)
    this.#properties = properties
    this.#size = bodySize
    return bodySize === 0 ? this.#whole(properties, hash('sha256', ''), '') : undefined
  }

  /** The content, when this is the last of its body. */
  body(payload: Buffer): Content | undefined {
    const properties = this.#properties
    if (properties === undefined) throw new MalformedFrame(`a body before the header of ${this.#method.name}`, 0)
    const before = this.#seen
    this.#seen += payload.length
    if (this.#seen > this.#size) throw new MalformedFrame(`a body longer than the ${this.#size} bytes its header names`, 0)
    // The common case, a body in one frame, needs neither a copy nor a running hash.
    if (before === 0 && this.#seen === this.#size) {
      return this.#whole(properties, hash('sha256', payload), payload.toString('base64', 0, Math.min(KEPT, payload.length)))
    }
    this.#digest ??= createHash('sha256')
    this.#digest.update(payload)
    if (before < KEPT) this.#kept.push(Buffer.from(payload.subarray(0, KEPT - before)))
    if (this.#seen < this.#size) return undefined
    return this.#whole(properties, this.#digest.digest('hex'), Buffer.concat(this.#kept).toString('base64'))
  }

  #whole(properties: Properties, sha256: string, base64: string): Content {
    return { method: this.#method, properties, body: { size: this.#size, sha256, base64 } }
  }
}
