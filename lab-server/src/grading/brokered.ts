// The broker's part of a stage: the virtual host, or a broker of the exercise's own, with the lab's connection to it.
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { OwnBroker, RabbitMq, VirtualHost } from '../services/rabbitmq.ts'
import { LabConnection } from './lab-connection.ts'

export interface Brokered extends AsyncDisposable {
  readonly virtualHost: VirtualHost
  /** Where the exercise has one of its own. */
  readonly ownBroker: OwnBroker | undefined
  readonly connection: LabConnection
}

/** Throws LabError `broker-failed`. */
export async function openBroker({ ownBroker: settings }: Exercise, rabbitMq: RabbitMq): Promise<Brokered> {
  await using stack = new AsyncDisposableStack()
  const ownBroker = settings && stack.use(await rabbitMq.openOwn(settings))
  const virtualHost = ownBroker ?? stack.use(await rabbitMq.open())
  const connection = stack.use(await LabConnection.open(virtualHost))
  const opened = stack.move()
  return { virtualHost, ownBroker, connection, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
