// One connection's frames as they would be had the program been written with another prefetch, or another noAck: what a free run's "What if" asks.
// Each basic.qos says the other prefetch; a channel that consumes without one is given one, whose qos-ok the program does not hear.
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import { FRAME, frame, type Frame } from '../amqp/frames.ts'
import { decodeMethod, encodeMethod, type MethodArgs, type MethodName } from '../amqp/methods.ts'
import type { Sender } from '../amqp/senders.ts'

export type Alteration = Pick<WhatIf, 'prefetch' | 'noAck'>

export interface Altered {
  readonly frame: Frame
  /** False: the other side never gets it. */
  readonly passes: boolean
}

export class Alterer {
  readonly #alteration: Alteration
  /** Channels with a basic.qos, and how many qos-ok are still to come that the program did not ask for. */
  readonly #limited = new Map<number, number>()

  constructor(alteration: Alteration) {
    this.#alteration = alteration
  }

  /** What is read, recorded and passed on in place of a frame. Throws MalformedFrame. */
  alter(from: Sender, given: Frame): readonly Altered[] {
    const asIs = [{ frame: given, passes: true }]
    if (given.type !== FRAME.method) return asIs
    const { channel } = given
    const { prefetch, noAck } = this.#alteration
    const method = decodeMethod(given.payload)
    switch (method.name) {
      case 'channel.open':
      case 'channel.close':
        this.#limited.delete(channel)
        return asIs
      case 'basic.qos':
        if (prefetch === undefined) return asIs
        this.#limited.set(channel, this.#limited.get(channel) ?? 0)
        return [made(channel, 'basic.qos', { ...method.args, prefetchCount: prefetch })]
      case 'basic.consume': {
        const consume = made(channel, 'basic.consume', { ...method.args, noAck: noAck ?? method.args.noAck })
        if (prefetch === undefined || this.#limited.has(channel)) return [consume]
        this.#limited.set(channel, 1)
        return [made(channel, 'basic.qos', { prefetchSize: 0, prefetchCount: prefetch, global: false }), consume]
      }
      case 'basic.qos-ok': {
        // a channel is given its qos first, so its answer comes first
        const unasked = from === 'broker' ? (this.#limited.get(channel) ?? 0) : 0
        if (unasked > 0) this.#limited.set(channel, unasked - 1)
        return [{ frame: given, passes: unasked === 0 }]
      }
      default:
        return asIs
    }
  }
}

function made<N extends MethodName>(channel: number, name: N, args: Partial<MethodArgs<N>>): Altered {
  const payload = encodeMethod(name, args)
  return { frame: { type: FRAME.method, channel, payload, raw: frame(FRAME.method, channel, payload) }, passes: true }
}
