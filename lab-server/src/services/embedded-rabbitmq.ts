import { randomBytes } from 'node:crypto'
import { Broker } from '../embedded/broker/broker.ts'
import { serveBroker } from '../embedded/broker/server.ts'
import type { SharedRabbitMq } from './rabbitmq.ts'

/** What answers, in words. */
export const EMBEDDED = 'embedded broker (follows RabbitMQ 3.10.8)'

/** The lab's own in-process broker: nothing to install. */
export async function embeddedRabbitMq(): Promise<SharedRabbitMq> {
  const id = () => randomBytes(9).toString('base64url')
  const broker = new Broker({ ids: id })
  const server = await serveBroker(broker)
  return {
    version: EMBEDDED,
    prepare: () => undefined, // one is made at once
    async open() {
      const [name, user, password] = [`lab-${id()}`, `learner-${id()}`, id()]
      broker.addVirtualHost(name)
      broker.addUser({ name: user, password, virtualHosts: [name] })
      return {
        endpoint: server.endpoint,
        name,
        user,
        password,
        async [Symbol.asyncDispose]() {
          broker.deleteVirtualHost(name)
          broker.deleteUser(user)
        },
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
