// What a Wire joins events into. These grow while events arrive: a delivery has no `settledBy` until its ack is seen.
import type { AmqpEvent, Body, Properties } from '@ackademy/contract/recording.ts'

type Of<T extends AmqpEvent['type']> = Extract<AmqpEvent, { type: T }>

/** A message a program sent. */
export interface Publish {
  readonly event: Of<'basic.publish'>
  /** The tag the broker confirms it by; undefined on a channel without confirm.select. */
  readonly confirmTag: number | undefined
  /** Number of the broker's basic.ack (or basic.nack) for it. */
  confirmedBy: number | undefined
  nackedBy: number | undefined
  returnedBy: number | undefined
  /** Why the broker never took it: the lab threw the frame away, or it came after connection.close, when a broker ignores what comes. */
  lost: 'dropped' | 'after-close' | undefined
}

export interface Consumer {
  readonly event: Of<'basic.consume'>
  /** Where it takes from; an empty name in basic.consume means the queue last declared on the channel. */
  readonly queue: string
  /** Given by the program, or by the broker in consume-ok. */
  tag: string
  cancelledBy: number | undefined
}

/** A message the broker gave to a program, by basic.deliver or basic.get. */
export interface Delivery {
  readonly event: Of<'basic.deliver' | 'basic.get-ok'>
  readonly consumer: Consumer | undefined
  readonly queue: string | undefined
  readonly noAck: boolean
  settledBy: Settlement | undefined
  /** Number of the event that gave it back unsettled: the channel or its connection closed, or basic.recover. */
  returnedBy: number | undefined
}

/** An ack, nack or reject a program sent. */
export interface Settlement {
  readonly event: Of<'basic.ack' | 'basic.nack' | 'basic.reject'>
  readonly multiple: boolean
  /** What it settled. Empty: its delivery tag was unknown on this channel. */
  readonly covers: readonly Delivery[]
  /** Why it settled nothing, where that can be told. */
  readonly stray: { why: 'settled-before'; first: Settlement } | { why: 'other-channel'; delivery: Delivery } | { why: 'no-ack' } | undefined
  dropped: boolean
}

/** Tells one message from another wherever it turns up: its message id, or else its body. */
export const keyOf = (message: { properties: Properties; body: Body }): string => message.properties.messageId ?? message.body.sha256

const parsed = new WeakMap<Body, { readonly json: unknown }>()

/**
 * The body as JSON, or undefined when it isn't (or was longer than what is kept). The same value each time, to be read only: checks ask for each of many
 * messages again and again, while a program runs too.
 */
export function jsonOf(body: Body): unknown {
  let known = parsed.get(body)
  if (known === undefined) parsed.set(body, (known = { json: parse(textOf(body)) }))
  return known.json
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The kept part of the body as UTF-8. Most bodies are ASCII, and those need no decoding. */
export function textOf({ base64 }: Pick<Body, 'base64'>): string {
  const bytes = atob(base64)
  return ASCII.test(bytes) ? bytes : new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
}

const ASCII = /^[\0-\x7f]*$/
