import { keyOf } from '../message.ts'
import type { Wire } from '../wire.ts'
import { some, type Seen } from './seen.ts'

/** Several programs that should each get everything consume from one queue: RabbitMQ gives each message to one of them. */
export function sharesOneQueue(wire: Wire, programs: readonly string[]): Seen | undefined {
  const asks = [...wire.all('basic.consume'), ...wire.all('basic.get')].filter(({ program, queue }) => programs.includes(program) && queue !== '')
  for (const [queue, users] of Map.groupBy(asks, (ask) => ask.queue)) {
    const names = [...new Set(users.map(({ program }) => program))].sort()
    if (names.length < 2) continue
    const taken = wire.deliveries.filter((delivery) => delivery.queue === queue)
    const share = (program: string) => new Set(taken.filter(({ event }) => event.program === program).map(({ event }) => keyOf(event))).size
    const first = names.map((name) => users.find(({ program }) => program === name)?.seq)
    return {
      mistake: 'shares-one-queue',
      message:
        `${names.join(' and ')} take from one queue, ${queue}: RabbitMQ gives each message to only one of them ` +
        `(${names.map((name) => `${name} got ${share(name)}`).join(', ')}). Who is to get every message needs a queue of their own, bound to the exchange.`,
      evidence: some([...first, ...taken.map(({ event }) => event.seq)]),
    }
  }
  return undefined
}
