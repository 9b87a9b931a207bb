// One channel: which method goes where, and what a client may not send.
import type { Frame } from '../../amqp/frames.ts'
import type { Method, MethodArgs, MethodName } from '../../amqp/methods.ts'
import { Consuming } from './consuming.ts'
import { Unfinished } from './content.ts'
import { DirectReply } from './direct-reply.ts'
import { REPLY_TO } from './reply-to.ts'
import type { Peer } from './peer.ts'
import { Publishing } from './publishing.ts'
import { typed } from './raw-table.ts'
import { Refusal } from './refusal.ts'
import { Topology } from './topology.ts'

export class Channel {
  readonly #number: number
  readonly #peer: Peer
  readonly #topology: Topology
  readonly #publishing: Publishing
  readonly #answers: DirectReply
  readonly consuming: Consuming
  /** Milliseconds an acknowledgement may take: what the broker allowed when this was opened. */
  readonly consumerTimeout: number
  #unfinished: Unfinished | undefined
  #open = false

  constructor(number: number, peer: Peer) {
    this.#number = number
    this.#peer = peer
    this.consumerTimeout = peer.consumerTimeout
    this.#topology = new Topology(peer)
    this.consuming = new Consuming(number, peer)
    this.#answers = new DirectReply(number, peer, () => this.consuming.nextTag)
    this.#publishing = new Publishing(number, peer, () => this.#answers.name)
  }

  get number(): number {
    return this.#number
  }
  /** It is in confirm mode. */
  get confirms(): boolean {
    return this.#publishing.confirms
  }

  /** A publish waits for its content: any method now is out of place. */
  get unfinished(): boolean {
    return this.#unfinished !== undefined
  }

  /** Content of a publish; throws unexpected-frame when there is none to come, or when a method comes instead. */
  content(frame: Frame): void {
    if (this.#unfinished === undefined) throw new Refusal('unexpected-frame', 'expected method frame, got non method frame instead', null)
    const published = this.#unfinished.add(frame)
    if (published === undefined) return
    this.#unfinished = undefined
    this.#publishing.publish(published)
  }

  /** Throws what is refused. `payload`: the method's frame. channel.close and channel.close-ok are the connection's. */
  method(method: Method, payload: Buffer): void {
    if (!this.#open && method.name !== 'channel.open') throw new Refusal('channel-error', "expected 'channel.open'")
    switch (method.name) {
      case 'channel.open':
        if (this.#open) throw new Refusal('channel-error', "second 'channel.open' seen")
        this.#open = true
        return this.#send('channel.open-ok')
      case 'channel.flow':
        if (!method.args.active) throw new Refusal('not-implemented', 'active=false')
        return this.#send('channel.flow-ok', { active: true })
      case 'access.request':
        return this.#send('access.request-ok', { ticket: 1 })
      case 'confirm.select':
        return this.#publishing.select(method.args.nowait)
      case 'tx.select':
      case 'tx.commit':
      case 'tx.rollback':
        throw new Refusal('not-implemented', method.name)
      default:
        if (method.name.startsWith('basic.')) return this.#basic(method, payload)
        return this.#declare(method, payload)
    }
  }

  #basic(method: Method, payload: Buffer): void {
    switch (method.name) {
      case 'basic.publish':
        this.#unfinished = new Unfinished(method.args, this.#peer.host.release.largestMessage)
        return
      case 'basic.qos':
        return this.consuming.qos(method.args)
      case 'basic.consume':
        return this.#consume(method.args, payload)
      case 'basic.cancel':
        if (!this.#answers.cancel(method.args)) this.consuming.cancel(method.args)
        return
      case 'basic.cancel-ok':
        return
      case 'basic.get':
        return this.consuming.get(this.#topology.queue(method.args.queue), method.args.noAck)
      case 'basic.ack':
        return this.consuming.settle(method.args.deliveryTag, method.args.multiple, 'ack')
      case 'basic.nack':
        return this.consuming.settle(method.args.deliveryTag, method.args.multiple, method.args.requeue ? 'requeue' : 'reject')
      case 'basic.reject':
        return this.consuming.settle(method.args.deliveryTag, false, method.args.requeue ? 'requeue' : 'reject')
      case 'basic.recover':
        return this.consuming.recover(method.args.requeue, true)
      case 'basic.recover-async':
        return this.consuming.recover(method.args.requeue, false)
      default:
        throw unimplemented()
    }
  }

  #consume(asked: MethodArgs<'basic.consume'>, payload: Buffer): void {
    const queue = this.#topology.named(asked.queue)
    this.consuming.unused(asked.consumerTag)
    if (queue === REPLY_TO) this.#answers.consume(asked)
    else this.consuming.consume(queue, asked, typed('basic.consume', payload, asked.arguments))
  }

  /** First half of its end: nothing is delivered on it any more. */
  leave(): void {
    this.#answers.leave()
    this.consuming.leave()
  }

  #declare(method: Method, payload: Buffer): void {
    switch (method.name) {
      case 'queue.declare':
        return this.#answer(method.args.nowait, 'queue.declare-ok', this.#topology.declareQueue(method.args, payload))
      case 'queue.bind':
        this.#topology.bindQueue(method.args, payload)
        return this.#answer(method.args.nowait, 'queue.bind-ok')
      case 'queue.unbind':
        this.#topology.unbindQueue(method.args)
        return this.#send('queue.unbind-ok')
      case 'queue.purge':
        return this.#answer(method.args.nowait, 'queue.purge-ok', { messageCount: this.#topology.queue(method.args.queue).purge() })
      case 'queue.delete':
        return this.#deleteQueue(method.args)
      case 'exchange.declare':
        this.#topology.declareExchange(method.args, payload)
        return this.#answer(method.args.nowait, 'exchange.declare-ok')
      case 'exchange.delete':
        this.#topology.deleteExchange(method.args)
        return this.#answer(method.args.nowait, 'exchange.delete-ok')
      case 'exchange.bind':
        this.#topology.bindExchange(method.args, payload)
        return this.#answer(method.args.nowait, 'exchange.bind-ok')
      case 'exchange.unbind':
        this.#topology.unbindExchange(method.args)
        return this.#answer(method.args.nowait, 'exchange.unbind-ok')
      default:
        throw unimplemented()
    }
  }

  /** The answer comes before what the deletion brings about, e.g. basic.cancel. */
  #deleteQueue(asked: MethodArgs<'queue.delete'>): void {
    const queue = this.#topology.deletable(asked)
    this.#answer(asked.nowait, 'queue.delete-ok', { messageCount: queue?.ready ?? 0 })
    if (queue !== undefined) this.#peer.host.deleteQueue(queue)
  }

  readonly #send: Sending = (name, args) => this.#peer.send(this.#number, name, args)
  readonly #answer: Answering = (nowait, name, args) => {
    if (!nowait) this.#peer.send(this.#number, name, args)
  }
}

type Sending = <N extends MethodName>(name: N, args?: Partial<MethodArgs<N>>) => void
type Answering = <N extends MethodName>(nowait: boolean, name: N, args?: Partial<MethodArgs<N>>) => void

/** What is the broker's to send. */
const unimplemented = () => new Refusal('command-invalid', 'unimplemented method')
