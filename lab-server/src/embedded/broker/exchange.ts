import type { Table } from '../../amqp/field-table.ts'
import type { Message } from './message.ts'
import type { Queue } from './queue.ts'
import { type Arguments, printed } from './raw-table.ts'
import type { ExchangeType, Pattern } from './routing.ts'
import { passes } from './routing.ts'

export interface ExchangeProperties {
  readonly type: ExchangeType
  readonly durable: boolean
  readonly autoDelete: boolean
  readonly internal: boolean
  readonly arguments: Arguments
}

export interface Binding extends Pattern {
  readonly destination: Queue | Exchange
}

export class Exchange {
  readonly name: string
  readonly properties: ExchangeProperties
  #bindings: Binding[] = []

  constructor(name: string, properties: ExchangeProperties) {
    this.name = name
    this.properties = properties
  }

  get bindings(): readonly Binding[] {
    return this.#bindings
  }

  /** The name of the exchange that gets what this one has no destination for. */
  get alternate(): string | undefined {
    const argument = this.properties.arguments.get('alternate-exchange')
    return argument && printed(argument)
  }

  /** Binding the same twice is once. */
  bind(binding: Binding): void {
    if (!this.#bindings.some(same(binding))) this.#bindings.push(binding)
  }

  /** Says if there was such a binding. */
  unbind(binding: Binding): boolean {
    return this.#drop(same(binding))
  }

  /** Drops all bindings to it; says if there were any. */
  forget(destination: Queue | Exchange): boolean {
    return this.#drop((binding) => binding.destination === destination)
  }

  #drop(which: (binding: Binding) => boolean): boolean {
    const kept = this.#bindings.filter((binding) => !which(binding))
    const dropped = kept.length < this.#bindings.length
    this.#bindings = kept
    return dropped
  }

  /** Each destination once, however many of its bindings a message passes. */
  destinations({ routingKey, copies, properties }: Message): Set<Queue | Exchange> {
    const found = new Set<Queue | Exchange>()
    const headers = properties.headers ?? NO_HEADERS
    for (const binding of this.#bindings) {
      const { type } = this.properties
      if (passes(type, binding, routingKey, headers) || copies.some((key) => passes(type, binding, key, headers))) found.add(binding.destination)
    }
    return found
  }
}

const NO_HEADERS: Table = {}

function same({ destination, routingKey, arguments: wanted }: Binding): (binding: Binding) => boolean {
  const described = sorted(wanted)
  return (binding) => binding.destination === destination && binding.routingKey === routingKey && sorted(binding.arguments) === described
}

const sorted = (table: Table): string => JSON.stringify(Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1)))
