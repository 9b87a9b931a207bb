// What outlives a broker's stop: its virtual hosts with their durable exchanges and queues, the bindings between these, and the
// persistent messages of these queues (https://www.rabbitmq.com/docs/persistence-conf). Written when the broker stops and read when it
// starts; a broker that is killed leaves what it had written last.
import type { Table } from '../../amqp/field-table.ts'
import { Exchange, type ExchangeProperties } from './exchange.ts'
import type { Entry } from './message.ts'
import type { Queue } from './queue.ts'
import { queueSettings } from './queue-arguments.ts'
import type { VirtualHost } from './virtual-host.ts'

/** In the order they are written: all that follows a virtual host is in it, and what a binding or a message names is there before. */
export type DurableRecord =
  | { readonly kind: 'virtualHost'; readonly name: string }
  | ({ readonly kind: 'exchange'; readonly name: string } & Omit<ExchangeProperties, 'durable'>)
  | { readonly kind: 'queue'; readonly name: string; readonly autoDelete: boolean; readonly arguments: Queue['properties']['arguments'] }
  | {
      readonly kind: 'binding'
      readonly source: string
      readonly to: 'queue' | 'exchange'
      readonly destination: string
      readonly routingKey: string
      readonly arguments: Table
    }
  | { readonly kind: 'message'; readonly queue: string; readonly entry: Entry }

export interface DurableStore {
  save(records: Iterable<DurableRecord>): Promise<void>
  load(): AsyncIterable<DurableRecord>
}

/** For a broker without a folder: lasts as long as the process. */
export class MemoryStore implements DurableStore {
  #records: readonly DurableRecord[] = []

  async save(records: Iterable<DurableRecord>): Promise<void> {
    this.#records = [...records]
  }

  async *load(): AsyncIterable<DurableRecord> {
    yield* this.#records
  }
}

/** Nobody consumes from these hosts any more: what was unacknowledged is back in its queue. */
export function* durableIn(hosts: Iterable<VirtualHost>): Iterable<DurableRecord> {
  for (const host of hosts) {
    yield { kind: 'virtualHost', name: host.name }
    const exchanges = [...host.exchanges].filter(({ properties }) => properties.durable)
    const queues = [...host.queues].filter(({ properties }) => properties.durable)
    for (const { name, properties } of exchanges) yield { kind: 'exchange', name, ...properties }
    for (const { name, properties } of queues) yield { kind: 'queue', name, autoDelete: properties.autoDelete, arguments: properties.arguments }
    for (const { name, bindings } of exchanges) {
      for (const { destination, routingKey, arguments: given } of bindings) {
        if (!destination.properties.durable) continue
        const to = destination instanceof Exchange ? 'exchange' : 'queue'
        yield { kind: 'binding', source: name, to, destination: destination.name, routingKey, arguments: given }
      }
    }
    for (const queue of queues) for (const entry of queue.durable()) yield { kind: 'message', queue: queue.name, entry }
  }
}

/** `host`: the virtual host of this name, made if there is none. */
export async function restore(records: AsyncIterable<DurableRecord>, hostOf: (name: string) => VirtualHost): Promise<void> {
  const entries = new Map<Queue, Entry[]>()
  let host: VirtualHost | undefined
  for await (const record of records) {
    if (record.kind === 'virtualHost') host = hostOf(record.name)
    else if (host !== undefined) restoreOne(record, host, entries)
  }
  // Only now: what has expired meanwhile goes to other queues.
  for (const [queue, some] of entries) queue.restore(some)
}

function restoreOne(record: Exclude<DurableRecord, { kind: 'virtualHost' }>, host: VirtualHost, entries: Map<Queue, Entry[]>): void {
  switch (record.kind) {
    case 'exchange':
      host.exchanges.declare(record.name, { ...record, durable: true })
      return
    case 'queue': {
      const { name, autoDelete, arguments: given } = record
      const properties = { durable: true, autoDelete, owner: undefined, arguments: given }
      entries.set(
        host.declareQueue(name, properties, () => queueSettings(given, host.described('queue', name), host.release)),
        [],
      )
      return
    }
    case 'binding': {
      const destination = record.to === 'queue' ? host.existing(record.destination) : host.exchanges.get(record.destination)
      host.exchanges.get(record.source).bind({ destination, routingKey: record.routingKey, arguments: record.arguments })
      return
    }
    case 'message':
      entries.get(host.existing(record.queue))?.push(record.entry)
  }
}
