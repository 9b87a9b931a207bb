import { randomBytes } from 'node:crypto'
import { Broker } from '../embedded/broker/broker.ts'
import type { ReleaseName } from '../embedded/broker/release.ts'
import { serveBroker } from '../embedded/broker/server.ts'
import { serveManagement, type ManagementServer } from '../embedded/management/management-server.ts'
import type { SharedRabbitMq, VirtualHost } from './rabbitmq.ts'

/** What answers, in words. */
export const versionOf = ({ release }: Broker): string => `embedded broker (follows RabbitMQ ${release.version})`

/** The lab's own in-process broker: nothing to install. */
export async function embeddedRabbitMq(rabbitmq: ReleaseName = '3.10'): Promise<SharedRabbitMq> {
  const broker = new Broker({ ids: newId, rabbitmq })
  const [server, management] = await Promise.all([serveBroker(broker), serveManagement(broker)])
  return {
    version: versionOf(broker),
    prepare: () => undefined, // one is made at once
    async open() {
      const account = openAccount(broker)
      return {
        endpoint: server.endpoint,
        management: addressOf(management),
        ...account,
        async [Symbol.asyncDispose]() {
          broker.deleteVirtualHost(account.name)
          broker.deleteUser(account.user)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([server[Symbol.asyncDispose](), management[Symbol.asyncDispose]()])
    },
  }
}

export const newId = (): string => randomBytes(9).toString('base64url')

/** A virtual host, with a user that may use it and ask the management about it. */
export function openAccount(broker: Broker): Pick<VirtualHost, 'name' | 'user' | 'password'> {
  const [name, user, password] = [`lab-${newId()}`, `learner-${newId()}`, newId()]
  broker.addVirtualHost(name)
  broker.addUser({ name: user, password, virtualHosts: [name], tags: ['management'] })
  return { name, user, password }
}

export const addressOf = ({ endpoint: { host, port } }: ManagementServer): URL => new URL(`http://${host}:${port}`)
