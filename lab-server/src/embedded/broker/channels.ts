// The channels of an open connection, by number.
import type { Frame } from '../../amqp/frames.ts'
import { idOf, type Method, type MethodName } from '../../amqp/methods.ts'
import { Channel } from './channel.ts'
import type { Peer } from './peer.ts'
import { Refusal } from './refusal.ts'

export class Channels {
  readonly #peer: Peer
  readonly #most: number
  /** `closing`: the broker closed it and waits for channel.close-ok; what the client sent meanwhile is passed over. */
  readonly #channels = new Map<number, Channel | 'closing'>()

  constructor(peer: Peer, most: number) {
    this.#peer = peer
    this.#most = most
  }

  /** `method` is undefined for a frame of content. Throws a Refusal of the channel or of the connection. */
  receive(frame: Frame, method: Method | undefined): void {
    const channel = this.#channels.get(frame.channel) ?? this.#begin(frame.channel)
    if (channel === 'closing') return this.#whileClosing(frame.channel, method)
    if (method === undefined || channel.unfinished) return channel.content(frame)
    if (method.name !== 'channel.close') return channel.method(method, frame.payload)
    this.#drop(frame.channel, channel)
    this.#peer.send(frame.channel, 'channel.close-ok')
  }

  #begin(number: number): Channel {
    if (this.#channels.size >= this.#most) {
      throw new Refusal(
        'not-allowed',
        `number of channels opened (${this.#channels.size}) has reached the negotiated channel_max (${this.#most})`,
        null,
      )
    }
    const channel = new Channel(number, this.#peer)
    this.#channels.set(number, channel)
    return channel
  }

  #whileClosing(number: number, method: Method | undefined): void {
    if (method?.name === 'channel.close-ok') this.#channels.delete(number)
    if (method?.name === 'channel.close') this.#peer.send(number, 'channel.close-ok')
  }

  /** Closes a channel for what was asked on it, or for nothing that was (null): what it held goes back at once, not when the client has answered. */
  close(number: number, refusal: Refusal, asked: MethodName | null): void {
    const channel = this.#channels.get(number)
    if (channel !== undefined && channel !== 'closing') this.#drop(number, channel)
    this.#channels.set(number, 'closing')
    this.#peer.send(number, 'channel.close', { replyCode: refusal.code, replyText: refusal.message, ...(asked === null ? {} : idOf(asked)) })
  }

  /** Closes those that have kept an acknowledgement back for longer than their broker allowed when they were opened. */
  tick(): void {
    for (const [number, channel] of [...this.#channels]) {
      if (channel === 'closing' || channel.consuming.waited <= channel.consumerTimeout) continue
      const text =
        `delivery acknowledgement on channel ${number} timed out. Timeout value used: ${channel.consumerTimeout} ms. ` +
        'This timeout value can be configured, see consumers doc guide to learn more'
      this.close(number, new Refusal('precondition-failed', text), null)
    }
  }

  #drop(number: number, channel: Channel): void {
    this.#channels.delete(number)
    channel.leave()
    channel.consuming.giveBack()
  }

  /** All at once: what one held must not be delivered on another that goes too. */
  dissolve(): void {
    const channels = [...this.#channels.values()].filter((channel) => channel !== 'closing')
    this.#channels.clear()
    for (const channel of channels) channel.leave()
    for (const channel of channels) channel.consuming.giveBack()
    this.#peer.host.deleteOwnedBy(this.#peer.owner)
  }

  get open(): Iterable<Channel> {
    return this.#channels.values().filter((channel) => channel !== 'closing')
  }

  /** Its consumers may be able to take more. */
  resume(): void {
    for (const channel of this.#channels.values()) if (channel !== 'closing') channel.consuming.resume()
  }
}
