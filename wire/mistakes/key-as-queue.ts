import type { Wire } from '../wire.ts'
import { count, some, type Seen } from './seen.ts'

/** What belongs to an exchange was sent to the default one (sendToQueue): there the key names a queue, and there is none of that name. */
export function keyAsQueue(wire: Wire, exchange: string, keys: ReadonlySet<string>): Seen | undefined {
  const astray = wire.publishes.filter(({ event }) => event.exchange === '' && keys.has(event.routingKey))
  const [first] = astray
  if (first === undefined) return undefined
  const key = first.event.routingKey
  return {
    mistake: 'key-as-queue',
    message:
      `${count(astray.length, 'message')} went to the default exchange with a key like ${key}: there a key is the name of a queue, no queue is called so, and RabbitMQ dropped ` +
      `${astray.length === 1 ? 'it' : 'them'} without a word. sendToQueue always takes that exchange; publish to yours: channel.publish('${exchange}', '${key}', …).`,
    evidence: some(astray.map(({ event }) => event.seq)),
  }
}
