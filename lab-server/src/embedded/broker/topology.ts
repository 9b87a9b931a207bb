// exchange.* and queue.* on a channel: what is asked, checked in RabbitMQ's order.
import type { MethodArgs } from '../../amqp/methods.ts'
import { REPLY_TO } from './reply-to.ts'
import type { Exchange } from './exchange.ts'
import type { Peer } from './peer.ts'
import type { Queue } from './queue.ts'
import { queueSettings } from './queue-arguments.ts'
import { type Arguments, printed, typed } from './raw-table.ts'
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
    return this.#peer.host.queue(this.named(name), this.#peer.owner)
  }

  named(name: string): string {
    if (name !== '') return name
    if (this.#last === undefined) throw new Refusal('not-found', 'no previously declared queue')
    return this.#last
  }

  declareQueue(asked: MethodArgs<'queue.declare'>, payload: Buffer): MethodArgs<'queue.declare-ok'> {
    if (asked.queue.startsWith(REPLY_TO)) return this.#declareAnswers(asked.queue)
    const queue = asked.passive ? this.#peer.host.queue(asked.queue, this.#peer.owner) : this.#declareQueue(asked, payload)
    this.#last = queue.name
    queue.touch()
    return { queue: queue.name, messageCount: queue.ready, consumerCount: queue.consumerCount }
  }

  /** Who asks for it learns whether the other still waits. */
  #declareAnswers(queue: string): MethodArgs<'queue.declare-ok'> {
    this.#peer.host.awaited(queue)
    this.#last = queue
    return { queue, messageCount: 0, consumerCount: 1 }
  }

  #declareQueue({ queue: name, durable, exclusive, autoDelete, arguments: given }: MethodArgs<'queue.declare'>, payload: Buffer): Queue {
    const { host, owner, ids } = this.#peer
    if (name.startsWith('amq.')) throw reserved('queue', name)
    const actual = name === '' ? `amq.gen-${ids()}` : name
    const wanted = typed('queue.declare', payload, given)
    const type = wanted.get('x-queue-type')?.value
    if (name === '' && (type === 'quorum' || type === 'stream')) {
      throw new Refusal('precondition-failed', `Cannot declare a server-named queue for type rabbit_${type}_queue`)
    }
    // What is exclusive does not outlive its connection, let alone the broker.
    const properties = { durable: durable && !exclusive, autoDelete, owner: exclusive ? owner : undefined, arguments: wanted }
    return host.declareQueue(actual, properties, () => queueSettings(wanted, host.described('queue', actual), host.release))
  }

  /** The queue that is to be deleted; undefined: there is none, which is no error. */
  deletable({ queue: name, ifUnused, ifEmpty }: MethodArgs<'queue.delete'>): Queue | undefined {
    const { host } = this.#peer
    const named = this.named(name)
    if (host.find(named) === undefined) return undefined
    const queue = this.queue(named)
    const refused = (why: string) => new Refusal('precondition-failed', `${host.described('queue', named)} ${why}`)
    const condition = ifUnused ? 'if-unused' : ifEmpty ? 'if-empty' : undefined
    if (condition !== undefined && queue.properties.settings.type === 'quorum') {
      const why = `queue.delete operations with ${condition} flag set are not supported by quorum queues`
      throw new Refusal('not-implemented', `cannot delete ${host.described('queue', named)}. ${why}`)
    }
    if (ifEmpty && queue.ready > 0) throw refused('not empty')
    if (ifUnused && queue.consumers.length > 0) throw refused('in use')
    return queue
  }

  bindQueue({ queue, exchange, routingKey, arguments: given }: MethodArgs<'queue.bind'>, payload: Buffer): void {
    const name = this.named(queue)
    const key = this.#key(queue, routingKey)
    notDefault(exchange)
    const source = this.#peer.host.exchanges.get(exchange)
    this.#peer.host.existing(name)
    bindable(source, typed('queue.bind', payload, given))
    source.bind({ destination: this.queue(name), routingKey: key, arguments: given })
  }

  /** What is not there is not bound either, which is no error. */
  unbindQueue({ queue, exchange, routingKey, arguments: given }: MethodArgs<'queue.unbind'>): void {
    const { host } = this.#peer
    const name = this.named(queue)
    const key = this.#key(queue, routingKey)
    notDefault(exchange)
    const source = host.exchanges.find(exchange)
    if (source === undefined || host.find(name) === undefined) return
    host.exchanges.unbind(source, { destination: this.queue(name), routingKey: key, arguments: given })
  }

  bindExchange({ destination, source, routingKey, arguments: given }: MethodArgs<'exchange.bind'>, payload: Buffer): void {
    const { host } = this.#peer
    for (const name of [destination, source]) notDefault(name)
    const from = host.exchanges.get(source)
    const to = host.exchanges.get(destination)
    bindable(from, typed('exchange.bind', payload, given))
    from.bind({ destination: to, routingKey, arguments: given })
  }

  unbindExchange({ destination, source, routingKey, arguments: given }: MethodArgs<'exchange.unbind'>): void {
    const { host } = this.#peer
    for (const name of [destination, source]) notDefault(name)
    const [from, to] = [host.exchanges.find(source), host.exchanges.find(destination)]
    if (from !== undefined && to !== undefined) host.exchanges.unbind(from, { destination: to, routingKey, arguments: given })
  }

  /** Without a queue and a key both are the last declared queue's name. */
  #key(queue: string, routingKey: string): string {
    return queue === '' && routingKey === '' ? this.named('') : routingKey
  }

  declareExchange(asked: MethodArgs<'exchange.declare'>, payload: Buffer): void {
    const { exchange, type, passive, durable, autoDelete, internal, arguments: given } = asked
    const { host } = this.#peer
    if (passive) {
      notDefault(exchange)
      host.exchanges.get(exchange)
      return
    }
    const known = EXCHANGE_TYPES.find((one) => one === type)
    if (known === undefined) throw new Refusal('command-invalid', `unknown exchange type '${type}'`)
    notDefault(exchange)
    const wanted = typed('exchange.declare', payload, given)
    if (host.exchanges.find(exchange) === undefined) this.#declarable(exchange, wanted)
    host.exchanges.declare(exchange, { type: known, durable, autoDelete, internal, arguments: wanted })
  }

  #declarable(exchange: string, wanted: Arguments): void {
    if (exchange.startsWith('amq.')) throw reserved('exchange', exchange)
    const alternate = wanted.get('alternate-exchange')
    if (alternate === undefined || alternate.type === 'longstr') return
    const described = this.#peer.host.described('exchange', exchange)
    throw new Refusal('precondition-failed', `invalid type '${alternate.type}' for arg 'alternate-exchange' in ${described}`)
  }

  deleteExchange({ exchange: name, ifUnused }: MethodArgs<'exchange.delete'>): void {
    const { host } = this.#peer
    notDefault(name)
    if (name.startsWith('amq.')) throw new Refusal('access-refused', `deletion of system ${host.described('exchange', name)} not allowed`)
    const exchange: Exchange | undefined = host.exchanges.find(name)
    if (exchange === undefined) return
    if (ifUnused && exchange.bindings.length > 0) throw new Refusal('precondition-failed', `${host.described('exchange', name)} in use`)
    host.exchanges.delete(exchange)
  }
}

const reserved = (kind: 'queue' | 'exchange', name: string): Refusal =>
  new Refusal('access-refused', `${kind} name '${name}' contains reserved prefix 'amq.*'`)

const MATCHES = ['all', 'any', 'all-with-x', 'any-with-x']

/** Throws precondition-failed for an `x-match` that is none. */
function bindable({ properties: { type } }: Exchange, given: Arguments): void {
  const match = type === 'headers' ? given.get('x-match') : undefined
  if (match === undefined || (match.type === 'longstr' && MATCHES.includes(printed(match)))) return
  const wrong =
    match.type === 'longstr'
      ? `value <<"${printed(match)}">>; expected all, any, all-with-x, or any-with-x`
      : `type ${match.type} (value ${printed(match)}); expected longstr`
  throw new Refusal('precondition-failed', `Invalid x-match field ${wrong}`)
}

function notDefault(exchange: string): void {
  if (exchange === '') throw new Refusal('access-refused', 'operation not permitted on the default exchange')
}
