// exchange.* and queue.* on a channel: what is asked, checked in RabbitMQ's order.
import type { MethodArgs } from '../../amqp/methods.ts'
import type { Exchange } from './exchange.ts'
import type { Peer } from './peer.ts'
import type { Queue } from './queue.ts'
import { Refusal } from './refusal.ts'
import { EXCHANGE_TYPES } from './routing.ts'

export class Topology {
  readonly #peer: Peer
  /** The queue last declared on this channel: what an empty queue name stands for. */
  #last: string | undefined

  constructor(peer: Peer) {
    this.#peer = peer
  }

  /** Throws not-found, resource-locked, and not-found where the name is empty and no queue was declared. */
  queue(name: string): Queue {
    if (name === 'amq.rabbitmq.reply-to') throw new Refusal('not-implemented', 'direct reply-to')
    return this.#peer.host.queue(this.#named(name), this.#peer.owner)
  }

  #named(name: string): string {
    if (name !== '') return name
    if (this.#last === undefined) throw new Refusal('not-found', 'no previously declared queue')
    return this.#last
  }

  declareQueue(asked: MethodArgs<'queue.declare'>): MethodArgs<'queue.declare-ok'> {
    const queue = asked.passive ? this.queue(asked.queue) : this.#declareQueue(asked)
    this.#last = queue.name
    return { queue: queue.name, messageCount: queue.ready, consumerCount: queue.consumers }
  }

  #declareQueue({ queue: name, durable, exclusive, autoDelete, arguments: given }: MethodArgs<'queue.declare'>): Queue {
    const { host, owner, ids } = this.#peer
    const { 'x-queue-type': type = 'classic', ...others } = given
    if (type !== 'classic') throw new Refusal('not-implemented', `queue argument 'x-queue-type' = ${JSON.stringify(type)}`)
    const [argument] = Object.keys(others)
    if (argument !== undefined) throw new Refusal('not-implemented', `queue argument '${argument}'`)
    if (!host.has(name)) unreserved('queue', name)
    const properties = { durable, autoDelete, owner: exclusive ? owner : undefined }
    return host.declareQueue(name === '' ? `amq.gen-${ids()}` : name, properties, owner)
  }

  /** The queue that is to be deleted; undefined: there is none, which is no error. */
  deletable({ queue: name, ifUnused, ifEmpty }: MethodArgs<'queue.delete'>): Queue | undefined {
    const { host } = this.#peer
    const named = this.#named(name)
    if (!host.has(named)) return undefined
    const queue = this.queue(named)
    const refused = (why: string) => new Refusal('precondition-failed', `${host.described('queue', named)} ${why}`)
    if (ifUnused && queue.consumers > 0) throw refused('in use')
    if (ifEmpty && queue.ready > 0) throw refused('not empty')
    return queue
  }

  bindQueue({ queue, exchange, routingKey, arguments: given }: MethodArgs<'queue.bind'>): void {
    const [source, target] = this.#ends(queue, exchange)
    source.bind(target, { routingKey: this.#key(queue, routingKey), arguments: given })
  }

  unbindQueue({ queue, exchange, routingKey, arguments: given }: MethodArgs<'queue.unbind'>): void {
    const [source, target] = this.#ends(queue, exchange)
    this.#peer.host.unbind(source, target, { routingKey: this.#key(queue, routingKey), arguments: given })
  }

  #ends(queue: string, exchange: string): [Exchange, Queue] {
    notDefault(exchange)
    const target = this.queue(queue)
    return [this.#peer.host.exchange(exchange), target]
  }

  /** Without a queue and a key both are the last declared queue's name. */
  #key(queue: string, routingKey: string): string {
    return queue === '' && routingKey === '' ? this.#named('') : routingKey
  }

  declareExchange({ exchange, type, passive, durable, autoDelete, internal, arguments: given }: MethodArgs<'exchange.declare'>): void {
    const { host } = this.#peer
    notDefault(exchange)
    if (passive) {
      host.exchange(exchange)
      return
    }
    const known = EXCHANGE_TYPES.find((one) => one === type)
    if (known === undefined) throw new Refusal('command-invalid', `unknown exchange type '${type}'`)
    const [argument] = Object.keys(given)
    if (argument !== undefined) throw new Refusal('not-implemented', `exchange argument '${argument}'`)
    if (!host.hasExchange(exchange)) unreserved('exchange', exchange)
    host.declareExchange(exchange, { type: known, durable, autoDelete, internal })
  }

  deleteExchange({ exchange: name, ifUnused }: MethodArgs<'exchange.delete'>): void {
    const { host } = this.#peer
    notDefault(name)
    if (name.startsWith('amq.')) throw new Refusal('access-refused', `deletion of system ${host.described('exchange', name)} not allowed`)
    if (!host.hasExchange(name)) return
    const exchange = host.exchange(name)
    if (ifUnused && exchange.used) throw new Refusal('precondition-failed', `${host.described('exchange', name)} in use`)
    host.deleteExchange(exchange)
  }
}

function unreserved(kind: 'queue' | 'exchange', name: string): void {
  if (name.startsWith('amq.')) throw new Refusal('access-refused', `${kind} name '${name}' contains reserved prefix 'amq.*'`)
}

function notDefault(exchange: string): void {
  if (exchange === '') throw new Refusal('access-refused', 'operation not permitted on the default exchange')
}
