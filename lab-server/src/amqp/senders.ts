// Who may send a method: the spec's `chassis` of each, with RabbitMQ's extensions. A program that sends what is the
// broker's to send (a forged basic.deliver) must not be taken for the broker.
import type { MethodName } from './methods.ts'

export type Sender = 'program' | 'broker'

const EITHER: ReadonlySet<MethodName> = new Set<MethodName>([
  'connection.close',
  'connection.close-ok',
  'channel.close',
  'channel.close-ok',
  'channel.flow',
  'channel.flow-ok',
  'basic.cancel',
  'basic.cancel-ok',
  'basic.ack',
  'basic.nack',
])
/** What does not follow from its name: asking is the program's, answering (`-ok`) the broker's. */
const EXCEPTIONS: ReadonlyMap<MethodName, Sender> = new Map<MethodName, Sender>([
  ['connection.start', 'broker'],
  ['connection.start-ok', 'program'],
  ['connection.secure', 'broker'],
  ['connection.secure-ok', 'program'],
  ['connection.tune', 'broker'],
  ['connection.tune-ok', 'program'],
  ['connection.blocked', 'broker'],
  ['connection.unblocked', 'broker'],
  ['basic.deliver', 'broker'],
  ['basic.return', 'broker'],
  ['basic.get-empty', 'broker'],
])

export function maySend(sender: Sender, name: MethodName): boolean {
  if (EITHER.has(name)) return true
  return sender === (EXCEPTIONS.get(name) ?? (name.endsWith('-ok') ? 'broker' : 'program'))
}
