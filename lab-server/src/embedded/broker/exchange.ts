import type { Table } from '../../amqp/field-table.ts'
import type { Queue } from './queue.ts'
import type { ExchangeType, Pattern } from './routing.ts'
import { passes } from './routing.ts'

export interface ExchangeProperties {
  readonly type: ExchangeType
  readonly durable: boolean
  readonly autoDelete: boolean
  readonly internal: boolean
}
interface Binding extends Pattern {
  readonly queue: Queue
}

export class Exchange {
  readonly name: string
  readonly properties: ExchangeProperties
  #bindings: Binding[] = []

  constructor(name: string, properties: ExchangeProperties) {
    this.name = name
    this.properties = properties
  }

  get used(): boolean {
    return this.#bindings.length > 0
  }

  /** Binding the same twice is once. */
  bind(queue: Queue, pattern: Pattern): void {
    if (!this.#bindings.some(same(queue, pattern))) this.#bindings.push({ queue, ...pattern })
  }

  /** Says if there was such a binding. */
  unbind(queue: Queue, pattern: Pattern): boolean {
    return this.#drop(same(queue, pattern))
  }

  /** Drops all bindings of a queue; says if there were any. */
  forget(queue: Queue): boolean {
    return this.#drop((binding) => binding.queue === queue)
  }

  #drop(which: (binding: Binding) => boolean): boolean {
    const kept = this.#bindings.filter((binding) => !which(binding))
    const dropped = kept.length < this.#bindings.length
    this.#bindings = kept
    return dropped
  }

  /** Each queue once, however many of its bindings a message passes. */
  route(key: string, headers: Table): Set<Queue> {
    const queues = new Set<Queue>()
    for (const binding of this.#bindings) {
      if (passes(this.properties.type, binding, key, headers)) queues.add(binding.queue)
    }
    return queues
  }
}

const same = (queue: Queue, { routingKey, arguments: wanted }: Pattern) => {
  const described = JSON.stringify(wanted)
  return (binding: Binding) => binding.queue === queue && binding.routingKey === routingKey && JSON.stringify(binding.arguments) === described
}
