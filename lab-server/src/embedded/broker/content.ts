// A publish on its way in, and a message on its way out:
//
//   method frame │ header frame (size, properties) │ body frame │ body frame …    until the header's size is met
import type { Properties } from '@ackademy/contract/recording.ts'
import { decodeContentHeader } from '../../amqp/content.ts'
import { FRAME, frame, type Frame } from '../../amqp/frames.ts'
import { encodeMethod, type MethodArgs, type MethodName } from '../../amqp/methods.ts'
import type { Message } from './message.ts'
import { Refusal } from './refusal.ts'

type Publish = MethodArgs<'basic.publish'>
export interface Published {
  readonly args: Publish
  readonly properties: Properties
  readonly header: Buffer
  readonly body: Buffer
}

const BASIC = 60

/** A publish whose content has not all come. */
export class Unfinished {
  readonly #args: Publish
  readonly #largest: number
  #header: { readonly payload: Buffer; readonly properties: Properties; readonly size: number } | undefined
  #parts: Buffer[] = []
  #missing = 0

  /** `largest`: bytes a body may have. */
  constructor(args: Publish, largest: number) {
    this.#args = args
    this.#largest = largest
  }

  /** Takes a frame of the content; the whole, when it is the last one. Throws unexpected-frame and the like. */
  add({ type, payload }: Frame): Published | undefined {
    if (this.#header === undefined) this.#begin(type, payload)
    else this.#continue(type, payload)
    return this.#missing === 0 && this.#header !== undefined ? this.#whole(this.#header) : undefined
  }

  #begin(type: number, payload: Buffer): void {
    if (type !== FRAME.header) {
      throw unexpected(`expected content header for class ${BASIC}, got non content header frame instead`)
    }
    const classId = payload.length < 2 ? 0 : payload.readUInt16BE(0)
    if (classId !== BASIC) {
      throw unexpected(`expected content header for class ${BASIC}, got one for class ${classId} instead`)
    }
    const { bodySize, properties } = decodeContentHeader(payload)
    if (bodySize > this.#largest) {
      throw new Refusal('precondition-failed', `message size ${bodySize} is larger than configured max size ${this.#largest}`)
    }
    // Copied: what was read is a slice of a larger chunk, which a small message must not keep alive.
    this.#header = { payload: Buffer.from(payload), properties, size: bodySize }
    this.#missing = bodySize
  }

  #continue(type: number, payload: Buffer): void {
    if (type !== FRAME.body) throw unexpected('expected content body, got non content body frame instead')
    if (payload.length > this.#missing) {
      throw new Refusal('frame-error', `content body is ${payload.length - this.#missing} bytes longer than its header says`)
    }
    this.#parts.push(Buffer.from(payload))
    this.#missing -= payload.length
  }

  #whole(header: { readonly payload: Buffer; readonly properties: Properties }): Published {
    const [first, ...others] = this.#parts
    const body = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#parts)
    return { args: this.#args, properties: header.properties, header: header.payload, body }
  }
}

/** A message behind `name` (basic.deliver, basic.get-ok, basic.return), in frames of at most `frameMax` bytes; 0: any size. */
export function contentFrames<N extends MethodName>(
  name: N,
  args: Partial<MethodArgs<N>>,
  message: Message,
  { channel, frameMax }: { channel: number; frameMax: number },
): Buffer {
  const { header, body } = message
  const frames = [frame(FRAME.method, channel, encodeMethod(name, args)), frame(FRAME.header, channel, header)]
  const largest = frameMax === 0 ? body.length : frameMax - 8
  for (let at = 0; at < body.length; at += largest) frames.push(frame(FRAME.body, channel, body.subarray(at, at + largest)))
  return Buffer.concat(frames)
}

const unexpected = (what: string) => new Refusal('unexpected-frame', what, 'basic.publish')
