// Brokers of a session's own, each in a container. One that was used and is up is kept for the next session that wants the same settings:
// its virtual host is deleted as on a shared one, and starting another takes ten seconds.
import type Docker from 'dockerode'
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'
import { LAB_LABEL, LABEL } from '../engines/docker/container.ts'
import type { Subnets } from '../engines/docker/subnets.ts'
import { brokerPlace, type BrokerPlace } from './broker-network.ts'
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
  /** The container the lab itself runs in, if it does. */
  readonly lab?: string | undefined
  /** Where networks that a broker and that container share get their addresses from. */
  readonly subnets?: Subnets | undefined
}

interface Ready {
  readonly settings: string
  readonly broker: OrderedBroker
  readonly place: BrokerPlace
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
      // the session before may have set another
      if (settings.consumerTimeout !== undefined) await broker.setConsumerTimeout(settings.consumerTimeout)
      const virtualHost = await virtualHosts.open()
      return {
        ...virtualHost,
        version: await broker.management.version(),
        stop: () => broker.stop(),
        start: () => broker.start(),
        setConsumerTimeout: (milliseconds) => broker.setConsumerTimeout(milliseconds),
        [Symbol.asyncDispose]: () => this.#give(ready, virtualHost),
      }
    } catch (error) {
      await end(ready)
      throw error
    }
  }

  async #start(settings: BrokerSettings): Promise<Ready> {
    const { docker, image, scope = '', lab } = this.#given
    const labels = { [LABEL]: 'own-rabbitmq', [`${LABEL}.scope`]: scope, ...(lab !== undefined && { [LAB_LABEL]: lab }) }
    await using stack = new AsyncDisposableStack()
    const place = stack.use(await brokerPlace(docker, { ...this.#given, scope }))
    const broker = await OrderedBroker.open(docker, { image, ...place.plan, labels, settings })
    const virtualHosts = new VirtualHosts({ management: broker.management, endpoint: () => broker.endpoint, instance: this.#instance })
    stack.move()
    return { settings: JSON.stringify(settings), broker, place, virtualHosts }
  }

  #take(settings: BrokerSettings): Ready | undefined {
    const at = this.#idle.findIndex((one) => one.settings === JSON.stringify(settings) && one.broker.state === 'up')
    return at < 0 ? undefined : this.#idle.splice(at, 1)[0]
  }

  async #give(ready: Ready, virtualHost: AsyncDisposable): Promise<void> {
    if (ready.broker.state !== 'up' || this.#closed) return end(ready)
    await virtualHost[Symbol.asyncDispose]()
    this.#idle.push(ready)
    const [longest] = this.#idle
    if (longest === undefined || this.#idle.length <= IDLE) return
    this.#idle.shift()
    await end(longest)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.all(this.#idle.splice(0).map(end))
  }
}

async function end({ broker, place }: Ready): Promise<void> {
  await broker[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
}
