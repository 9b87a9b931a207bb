// Direct reply-to (https://www.rabbitmq.com/docs/direct-reply-to): answers come to a channel without a queue, by a name made up for it.
//
//   client   consume amq.rabbitmq.reply-to (noAck) ── publish, reply-to: amq.rabbitmq.reply-to ──▶ server sees amq.rabbitmq.reply-to.<name>
//   client ◀──────────────────────────────────────── deliver ◀──── publish to the default exchange by that name
import type { MethodArgs } from '../../amqp/methods.ts'
import type { Message } from './message.ts'
import type { Peer } from './peer.ts'
import { Refusal } from './refusal.ts'
import { REPLY_TO } from './reply-to.ts'

export class DirectReply {
  readonly #channel: number
  readonly #peer: Peer
  readonly #nextTag: () => number
  #consumer: { readonly tag: string; readonly name: string } | undefined

  /** `nextTag`: the channel's next delivery tag, which answers bear and do not use up. */
  constructor(channel: number, peer: Peer, nextTag: () => number) {
    this.#channel = channel
    this.#peer = peer
    this.#nextTag = nextTag
  }

  /** The name its requests bear. Throws precondition-failed where nobody would get the answer. */
  get name(): string {
    if (this.#consumer === undefined) throw new Refusal('precondition-failed', 'fast reply consumer does not exist')
    return this.#consumer.name
  }

  consume({ consumerTag, noAck, nowait }: MethodArgs<'basic.consume'>): void {
    const { host, ids } = this.#peer
    if (!noAck) throw new Refusal('precondition-failed', 'reply consumer cannot acknowledge')
    if (this.#consumer !== undefined) throw new Refusal('precondition-failed', 'reply consumer already set')
    const tag = consumerTag === '' ? `amq.ctag-${ids()}` : consumerTag
    const name = `${REPLY_TO}.${ids()}.${ids()}`
    this.#consumer = { tag, name }
    host.awaitAnswers(name, (message) => this.#deliver(tag, message))
    if (!nowait) this.#peer.send(this.#channel, 'basic.consume-ok', { consumerTag: tag })
  }

  /** Says if the tag was its own. */
  cancel({ consumerTag, nowait }: MethodArgs<'basic.cancel'>): boolean {
    if (this.#consumer?.tag !== consumerTag) return false
    this.leave()
    if (!nowait) this.#peer.send(this.#channel, 'basic.cancel-ok', { consumerTag })
    return true
  }

  leave(): void {
    if (this.#consumer !== undefined) this.#peer.host.awaitAnswers(this.#consumer.name, undefined)
    this.#consumer = undefined
  }

  #deliver(consumerTag: string, message: Message): void {
    const { exchange, routingKey } = message
    const args = { consumerTag, deliveryTag: this.#nextTag(), redelivered: false, exchange, routingKey }
    this.#peer.sendContent(this.#channel, 'basic.deliver', args, message)
  }
}
