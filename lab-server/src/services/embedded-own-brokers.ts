// Brokers of a session's own in the lab's process: nothing to start, and nothing to wait for.
import { randomBytes } from 'node:crypto'
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'
import { Broker } from '../embedded/broker/broker.ts'
import { serveBroker } from '../embedded/broker/server.ts'
import { EMBEDDED } from './embedded-rabbitmq.ts'
import type { OwnBroker, OwnBrokers } from './rabbitmq.ts'
import { tickFor } from './broker-container.ts'

export const embeddedOwnBrokers = (): OwnBrokers => ({
  async openOwn({ consumerTimeout }: BrokerSettings): Promise<OwnBroker> {
    const id = () => randomBytes(9).toString('base64url')
    const broker = new Broker({ ids: id, ...(consumerTimeout !== undefined && { consumerTimeout, consumerTick: tickFor(consumerTimeout) }) })
    const server = await serveBroker(broker)
    const [name, user, password] = [`lab-${id()}`, `learner-${id()}`, id()]
    broker.addVirtualHost(name)
    broker.addUser({ name: user, password, virtualHosts: [name] })
    let up = true
    const turn = async (wanted: boolean) => {
      if (up === wanted) return
      up = wanted
      await (wanted ? server.start() : server.stop())
    }
    return {
      version: EMBEDDED,
      endpoint: server.endpoint,
      name,
      user,
      password,
      stop: () => turn(false),
      start: () => turn(true),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
  async [Symbol.asyncDispose]() {},
})
