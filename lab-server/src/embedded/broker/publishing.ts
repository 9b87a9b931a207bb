// The publishing half of a channel: routing, returns and confirms. A confirm is sent for each publish on its own, at once:
// nothing here waits for a disk, and a Recording is the same each time.
import type { Published } from './content.ts'
import type { Message } from './message.ts'
import type { Peer } from './peer.ts'
import { Refusal } from './refusal.ts'

export class Publishing {
  readonly #channel: number
  readonly #peer: Peer
  /** Publishes since confirm.select; undefined before it. */
  #published: number | undefined

  constructor(channel: number, peer: Peer) {
    this.#channel = channel
    this.#peer = peer
  }

  select(nowait: boolean): void {
    this.#published ??= 0
    if (!nowait) this.#peer.send(this.#channel, 'confirm.select-ok')
  }

  publish({ args, properties, header, body }: Published): void {
    const { exchange, routingKey, mandatory, immediate } = args
    if (immediate) throw new Refusal('not-implemented', 'immediate=true')
    const message: Message = { exchange, routingKey, properties, header, body }
    this.#acceptable(message)
    const queues = this.#peer.host.route(message)
    if (mandatory && queues.size === 0) {
      const args = { replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey }
      this.#peer.sendContent(this.#channel, 'basic.return', args, message)
    }
    if (this.#published !== undefined) this.#published++
    for (const queue of queues) queue.publish(message)
    if (this.#published !== undefined) this.#peer.send(this.#channel, 'basic.ack', { deliveryTag: this.#published })
    this.#peer.published()
  }

  #acceptable({ properties: { userId, expiration, replyTo, headers } }: Message): void {
    if (userId !== undefined && userId !== this.#peer.user) {
      throw new Refusal('precondition-failed', `user_id property set to '${userId}' but authenticated user was '${this.#peer.user}'`)
    }
    if (expiration !== undefined) throw new Refusal('not-implemented', `message property 'expiration'`)
    if (replyTo === 'amq.rabbitmq.reply-to') throw new Refusal('not-implemented', `direct reply-to`)
    for (const header of ['CC', 'BCC']) {
      if (headers?.[header] !== undefined) throw new Refusal('not-implemented', `message header '${header}'`)
    }
  }
}
