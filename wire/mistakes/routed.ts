// What the rules about routing ask: which messages went to an exchange, and which of a program's bindings they had to meet.
import type { Body, Properties } from '@ackademy/contract/recording.ts'
import { keyOf, type Delivery } from '../message.ts'
import { bindingsOf, type Binding } from '../declarations.ts'
import type { Wire } from '../wire.ts'

/** A message on its way into an exchange, from a program or from the lab. */
export interface Routed {
  readonly seq: number
  readonly routingKey: string
  readonly properties: Properties
  readonly body: Body
}

/** In the order in which they were published. */
export function publishedTo(wire: Wire, exchange: string): Routed[] {
  const sent = wire.publishes.filter(({ lost }) => lost === undefined).map(({ event }) => event)
  return [...wire.given, ...sent].filter((message) => message.exchange === exchange).sort((a, b) => a.seq - b.seq)
}

/** The bindings by which a program hears of an exchange: those of the queues it consumes from. */
export function bindingsFor(wire: Wire, program: string, exchange: string): Binding[] {
  const queues = [...wire.all('basic.consume'), ...wire.all('basic.get')].filter((event) => event.program === program).map(({ queue }) => queue)
  return bindingsOf(wire).filter((binding) => binding.exchange === exchange && queues.includes(binding.queue))
}

/** Where a message came out at a program; what came again after a crash or a refusal is not counted. */
export const arrivals = (wire: Wire, program: string, message: Routed): Delivery[] =>
  wire.deliveries.filter(
    ({ event }) => event.program === program && !event.redelivered && event.routingKey === message.routingKey && keyOf(event) === keyOf(message),
  )
