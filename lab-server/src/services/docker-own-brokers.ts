// Brokers of a session's own, each in a container. One that was used and is up is kept for the next session that wants the same settings:
// its virtual host is deleted as on a shared one, and starting another takes ten seconds.
import type Docker from 'dockerode'
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'
import { LABEL } from '../engines/docker/container.ts'
import { brokerNetwork } from './broker-network.ts'
import { OrderedBroker } from './ordered-broker.ts'
import { newInstance } from './presence.ts'
import type { OwnBroker, OwnBrokers } from './rabbitmq.ts'
import { VirtualHosts } from './virtual-hosts.ts'

export interface DockerOwnBrokersGiven {
  readonly docker: Docker
  /** The broker's image, by id. */
  readonly image: string
  /** Tells apart what must not be shared; '' for all that is in use. */
  readonly scope?: string
}

interface Ready {
  readonly settings: string
  readonly broker: OrderedBroker
  readonly virtualHosts: VirtualHosts
}

/** How many stay up unused. */
const IDLE = 1

export class DockerOwnBrokers implements OwnBrokers {
  readonly #given: DockerOwnBrokersGiven
  readonly #instance = newInstance()
  readonly #idle: Ready[] = []
  #closed = false

  constructor(given: DockerOwnBrokersGiven) {
    this.#given = given
  }

  /** Throws LabError `broker-failed`. */
  async openOwn(settings: BrokerSettings): Promise<OwnBroker> {
    const ready = this.#take(settings) ?? (await this.#start(settings))
    const { broker, virtualHosts } = ready
    try {
      const virtualHost = await virtualHosts.open()
      return {
        ...virtualHost,
        version: await broker.management.version(),
        stop: () => broker.stop(),
        start: () => broker.start(),
        [Symbol.asyncDispose]: () => this.#give(ready, virtualHost),
      }
    } catch (error) {
      await broker[Symbol.asyncDispose]()
      throw error
    }
  }

  async #start(settings: BrokerSettings): Promise<Ready> {
    const { docker, image, scope = '' } = this.#given
    const labels = { [LABEL]: 'own-rabbitmq', [`${LABEL}.scope`]: scope }
    const broker = await OrderedBroker.open(docker, { image, network: await brokerNetwork(docker, scope), labels, settings })
    const virtualHosts = new VirtualHosts({ management: broker.management, endpoint: () => broker.endpoint, instance: this.#instance })
    return { settings: JSON.stringify(settings), broker, virtualHosts }
  }

  #take(settings: BrokerSettings): Ready | undefined {
    const at = this.#idle.findIndex((one) => one.settings === JSON.stringify(settings) && one.broker.state === 'up')
    return at < 0 ? undefined : this.#idle.splice(at, 1)[0]
  }

  async #give(ready: Ready, virtualHost: AsyncDisposable): Promise<void> {
    if (ready.broker.state !== 'up' || this.#closed) return ready.broker[Symbol.asyncDispose]()
    await virtualHost[Symbol.asyncDispose]()
    this.#idle.push(ready)
    if (this.#idle.length > IDLE) await this.#idle.shift()?.broker[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.all(this.#idle.splice(0).map(({ broker }) => broker[Symbol.asyncDispose]()))
  }
}
