// The publishing half of a channel: what is refused, routing, returns and confirms. A confirm is sent for each publish on its own, at
// once: nothing here waits for a disk, and a Recording is the same each time.
import type { Published } from './content.ts'
import { REPLY_TO } from './reply-to.ts'
import { copiesIn } from './dead-letter.ts'
import { wrongExpiration } from './expiry.ts'
import { changed, type Header, typeOfHeader } from './header.ts'
import type { Message } from './message.ts'
import type { Peer } from './peer.ts'
import type { Properties } from '@ackademy/contract/recording.ts'
import { Refusal } from './refusal.ts'

export class Publishing {
  readonly #channel: number
  readonly #peer: Peer
  readonly #answersTo: () => string
  /** Publishes since confirm.select; undefined before it. */
  #published: number | undefined

  /** `answersTo`: the name requests bear for direct reply-to; it may throw. */
  constructor(channel: number, peer: Peer, answersTo: () => string) {
    this.#answersTo = answersTo
    this.#channel = channel
    this.#peer = peer
  }

  get confirms(): boolean {
    return this.#published !== undefined
  }

  select(nowait: boolean): void {
    this.#published ??= 0
    if (!nowait) this.#peer.send(this.#channel, 'confirm.select-ok')
  }

  publish({ args, body, ...given }: Published): void {
    const { exchange: name, routingKey, mandatory, immediate } = args
    const { host } = this.#peer
    if (immediate) throw new Refusal('not-implemented', 'immediate=true')
    const exchange = host.exchanges.get(name)
    if (exchange.properties.internal) throw new Refusal('access-refused', `cannot publish to internal ${host.described('exchange', name)}`)
    const sent = given.properties.replyTo === REPLY_TO ? changed(given.header, { replyTo: this.#answersTo() }) : given
    this.#acceptable(sent.properties)
    if (this.#published !== undefined) this.#published++
    const message: Message = { exchange: name, routingKey, body, ...copied(sent) }
    const queues = host.route(exchange, message)
    if (mandatory && queues.length === 0) {
      const returned = { replyCode: 312, replyText: 'NO_ROUTE', exchange: name, routingKey }
      this.#peer.sendContent(this.#channel, 'basic.return', returned, message)
    }
    let taken = true
    for (const queue of queues) taken = queue.publish(message) && taken
    if (this.#published !== undefined) this.#confirm(this.#published, taken)
    this.#peer.published()
  }

  #confirm(deliveryTag: number, taken: boolean): void {
    if (taken) this.#peer.send(this.#channel, 'basic.ack', { deliveryTag })
    // RabbitMQ's own bits: `multiple` for all its nacks while nothing before is open, `requeue` as the specification presets it.
    else this.#peer.send(this.#channel, 'basic.nack', { deliveryTag, multiple: true, requeue: true })
  }

  #acceptable({ userId, expiration }: Properties): void {
    if (userId !== undefined && userId !== this.#peer.user) {
      throw new Refusal('precondition-failed', `user_id property set to '${userId}' but authenticated user was '${this.#peer.user}'`)
    }
    const wrong = expiration === undefined ? undefined : wrongExpiration(expiration)
    if (wrong !== undefined) throw new Refusal('precondition-failed', `invalid expiration '${expiration ?? ''}': ${wrong}`)
  }
}

const NO_COPIES: readonly string[] = []

/** The keys of CC and BCC, and the headers without BCC. Throws precondition-failed for what is no list. */
export function copied({ header, properties }: Header): Header & Pick<Message, 'copies'> {
  const { headers, deliveryMode } = properties
  if (deliveryMode !== undefined && deliveryMode !== 1 && deliveryMode !== 2) {
    throw new Refusal('precondition-failed', `invalid message: {delivery_mode_unknown,${deliveryMode}}`)
  }
  if (headers === undefined || !('CC' in headers || 'BCC' in headers)) return { header, properties, copies: NO_COPIES }
  for (const name of ['CC', 'BCC'] as const) {
    const list = headers[name]
    if (list === undefined || Array.isArray(list)) continue
    throw new Refusal('precondition-failed', `invalid message: {unacceptable_type_in_header,"${name}",${String(typeOfHeader(header, name))}}`)
  }
  const copies = [...copiesIn(headers, 'CC'), ...copiesIn(headers, 'BCC')]
  return { ...('BCC' in headers ? changed(header, { drop: ['BCC'] }) : { header, properties }), copies }
}
