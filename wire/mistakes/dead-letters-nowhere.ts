import { bindingsOf, queuesOf } from '../declarations.ts'
import { keyOf } from '../message.ts'
import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** Messages were refused on a queue that has a dead-letter exchange, and did not arrive where the lab took from. */
export function deadLettersNowhere(wire: Wire, target: string): Seen | undefined {
  if (wire.deadline === undefined) return undefined
  const arrived = new Set(wire.all('lab.take').map(keyOf))
  for (const { event: declare, name } of queuesOf(wire)) {
    const exchange = declare.arguments['x-dead-letter-exchange']
    if (typeof exchange !== 'string') continue
    const refused = wire.settlements.filter(
      ({ event, covers }) =>
        event.type !== 'basic.ack' && !event.requeue && covers.some((delivery) => delivery.queue === name && !arrived.has(keyOf(delivery.event))),
    )
    if (refused.length === 0) continue
    return {
      mistake: 'dead-letters-nowhere',
      message:
        `${count(refused.length, 'refused message')} of ${name} never arrived in ${target}. ${why(wire, exchange, target, declare.arguments['x-dead-letter-routing-key'])} ` +
        'RabbitMQ drops a dead letter that it can’t route, without a word.',
      evidence: some([declare.seq, ...bindingsOf(wire).map(({ event }) => event.seq), ...refused.map(({ event }) => event.seq), wire.deadline.seq]),
    }
  }
  return undefined
}

function why(wire: Wire, exchange: string, target: string, key: unknown): string {
  if (exchange === '')
    return `Its dead letters go to the default exchange${typeof key === 'string' ? ` with the key ${key}` : ' with the key they came with'}, and there a key is the name of a queue.`
  const made = [...wire.all('exchange.declare').filter(({ passive }) => !passive), ...wire.all('lab.exchange')]
  if (!made.some((declared) => declared.exchange === exchange)) return `Its dead letters go to the exchange ${exchange}, which nobody declared.`
  const bound = bindingsOf(wire).filter((binding) => binding.exchange === exchange && binding.queue === target)
  if (bound.length === 0) return `Its dead letters go to the exchange ${exchange}, and ${target} is not bound to it.`
  return `Its dead letters go to the exchange ${exchange} with ${typeof key === 'string' ? `the key ${key}` : 'the key they came with'}; ${target} is bound there with ${bound.map(({ routingKey }) => `the key ‘${routingKey}’`).join(', ')}.`
}
