import { randomBytes } from 'node:crypto'
import { Broker } from '../embedded/broker/broker.ts'
import type { ReleaseName } from '../embedded/broker/release.ts'
import { serveBroker } from '../embedded/broker/server.ts'
import { serveManagement, type ManagementServer } from '../embedded/management/management-server.ts'
import type { SharedRabbitMq } from './rabbitmq.ts'

/** What answers, in words. */
export const versionOf = ({ release }: Broker): string => `embedded broker (follows RabbitMQ ${release.version})`

/** The lab's own in-process broker: nothing to install. */
export async function embeddedRabbitMq(rabbitmq: ReleaseName = '3.10'): Promise<SharedRabbitMq> {
  const id = () => randomBytes(9).toString('base64url')
  const broker = new Broker({ ids: id, rabbitmq })
  const [server, management] = await Promise.all([serveBroker(broker), serveManagement(broker)])
  return {
    version: versionOf(broker),
    prepare: () => undefined, // one is made at once
    async open() {
      const [name, user, password] = [`lab-${id()}`, `learner-${id()}`, id()]
      broker.addVirtualHost(name)
      broker.addUser({ name: user, password, virtualHosts: [name], tags: ['management'] })
      return {
        endpoint: server.endpoint,
        management: addressOf(management),
        name,
        user,
        password,
        async [Symbol.asyncDispose]() {
          broker.deleteVirtualHost(name)
          broker.deleteUser(user)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([server[Symbol.asyncDispose](), management[Symbol.asyncDispose]()])
    },
  }
}

export const addressOf = ({ endpoint: { host, port } }: ManagementServer): URL => new URL(`http://${host}:${port}`)
