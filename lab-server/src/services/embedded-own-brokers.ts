// Brokers of a session's own in the lab's process: nothing to start, and nothing to wait for.
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'
import { Broker } from '../embedded/broker/broker.ts'
import type { ReleaseName } from '../embedded/broker/release.ts'
import { serveBroker } from '../embedded/broker/server.ts'
import { serveManagement } from '../embedded/management/management-server.ts'
import { addressOf, newId, openAccount, versionOf } from './embedded-rabbitmq.ts'
import type { OwnBroker, OwnBrokers } from './rabbitmq.ts'
import { tickFor } from './broker-container.ts'

export const embeddedOwnBrokers = (rabbitmq: ReleaseName = '3.10'): OwnBrokers => ({
  async openOwn({ consumerTimeout }: BrokerSettings): Promise<OwnBroker> {
    const timeout = consumerTimeout !== undefined && { consumerTimeout, consumerTick: tickFor(consumerTimeout) }
    const broker = new Broker({ ids: newId, rabbitmq, ...timeout })
    const server = await serveBroker(broker)
    let management = await serveManagement(broker)
    const { port } = management.endpoint
    let up = true
    const turn = async (wanted: boolean) => {
      if (up === wanted) return
      up = wanted
      if (wanted) {
        await server.start()
        management = await serveManagement(broker, { port })
      } else await Promise.all([server.stop(), management[Symbol.asyncDispose]()])
    }
    return {
      version: versionOf(broker),
      endpoint: server.endpoint,
      management: addressOf(management),
      ...openAccount(broker),
      stop: () => turn(false),
      start: () => turn(true),
      async setConsumerTimeout(milliseconds) {
        broker.consumerTimeout = milliseconds
      },
      async [Symbol.asyncDispose]() {
        await Promise.all([server[Symbol.asyncDispose](), ...(up ? [management[Symbol.asyncDispose]()] : [])])
      },
    }
  },
  async [Symbol.asyncDispose]() {},
})
