// What can be asked of the management, and by whom: a user sees the virtual hosts it may use, and its own connections; one that
// monitors or administers sees all.
import type { Broker, Presence, User } from '../broker/broker.ts'
import type { VirtualHost } from '../broker/virtual-host.ts'
import { get, Getting, publish, Publishing } from './messages.ts'
import * as view from './views.ts'

export interface Request {
  /** Parts of the path that a route leaves open, decoded. */
  readonly parts: readonly string[]
  readonly reason: string | undefined
  /** The body as JSON. Throws BadRequest. */
  readonly body: unknown
}
/** What is answered with 200, or 204 for undefined. Throws NotFound, BadRequest, and Refusal. */
type Answer = (house: House, request: Request) => object | undefined

export class NotFound extends Error {
  override readonly name = 'NotFound'
}

/** The broker, as far as a user may look into it. */
export class House {
  readonly broker: Broker
  readonly user: User

  constructor(broker: Broker, user: User) {
    this.broker = broker
    this.user = user
  }

  get hosts(): VirtualHost[] {
    return [...this.broker.virtualHosts].filter(({ name }) => this.seesAll || this.user.virtualHosts.includes(name))
  }
  get presences(): Presence[] {
    const hosts = this.hosts
    return [...this.broker.connections].filter(({ connection, host }) => this.seesAll || (hosts.includes(host) && connection.user === this.user.name))
  }
  get places(): view.Place[] {
    return [...view.placesIn(this.presences)]
  }
  get seesAll(): boolean {
    const { tags = [] } = this.user
    return tags.includes('administrator') || tags.includes('monitoring')
  }

  host(name: string | undefined): VirtualHost {
    return found(this.hosts.find((host) => host.name === name))
  }
}

const found = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new NotFound()
  return thing
}

const exchangeNamed = (host: VirtualHost, name = '') => found(host.exchanges.find(name === 'amq.default' ? '' : name))
const queueNamed = (host: VirtualHost, name = '') => found(host.find(name))
const queues = (host: VirtualHost) => [...host.queues].map((queue) => view.queue(host, queue))
const exchanges = (host: VirtualHost) => [...host.exchanges].map((exchange) => view.exchange(host, exchange))
const consumers = (places: readonly view.Place[]) => places.flatMap((place) => view.consumersAt(place))

/** `*` stands for one part of a path. */
export const ROUTES: readonly (readonly [method: 'GET' | 'POST' | 'DELETE', path: string, answer: Answer])[] = [
  ['GET', 'overview', (house) => view.overview(house.broker, house)],
  ['GET', 'whoami', ({ user }) => ({ name: user.name, tags: user.tags ?? [] })],
  ['GET', 'vhosts', ({ hosts }) => hosts.map((host) => view.virtualHost(host))],
  ['GET', 'vhosts/*', (house, { parts: [name] }) => view.virtualHost(house.host(name))],
  ['GET', 'queues', ({ hosts }) => hosts.flatMap((host) => queues(host))],
  ['GET', 'queues/*', (house, { parts: [name] }) => queues(house.host(name))],
  [
    'GET',
    'queues/*/*',
    (house, { parts: [name, queue] }) => {
      const host = house.host(name)
      const one = queueNamed(host, queue)
      const own = house.places.filter(({ channel }) =>
        [...channel.consuming.subscriptions.values()].some((subscription) => subscription.queue === one),
      )
      return { ...view.queue(host, one), consumer_details: consumers(own) }
    },
  ],
  [
    'GET',
    'queues/*/*/bindings',
    (house, { parts: [name, queue] }) => {
      const { name: destination } = queueNamed(house.host(name), queue)
      return [...view.bindingsIn(house.host(name))].filter((binding) => binding.destination_type === 'queue' && binding.destination === destination)
    },
  ],
  [
    'DELETE',
    'queues/*/*',
    (house, { parts: [name, queue] }) => {
      house.host(name).deleteQueue(queueNamed(house.host(name), queue))
      return undefined
    },
  ],
  [
    'DELETE',
    'queues/*/*/contents',
    (house, { parts: [name, queue] }) => {
      queueNamed(house.host(name), queue).purge()
      return undefined
    },
  ],
  ['POST', 'queues/*/*/get', (house, { parts: [name, queue], body }) => get(queueNamed(house.host(name), queue), Getting.parse(body))],
  ['GET', 'exchanges', ({ hosts }) => hosts.flatMap((host) => exchanges(host))],
  ['GET', 'exchanges/*', (house, { parts: [name] }) => exchanges(house.host(name))],
  ['GET', 'exchanges/*/*', (house, { parts: [name, exchange] }) => view.exchange(house.host(name), exchangeNamed(house.host(name), exchange))],
  [
    'GET',
    'exchanges/*/*/bindings/source',
    (house, { parts: [name, exchange] }) => {
      const { name: source } = exchangeNamed(house.host(name), exchange)
      return [...view.bindingsIn(house.host(name))].filter((binding) => binding.source === source)
    },
  ],
  [
    'POST',
    'exchanges/*/*/publish',
    (house, { parts: [name, exchange], body }) => publish(house.host(name), exchangeNamed(house.host(name), exchange).name, Publishing.parse(body)),
  ],
  ['GET', 'bindings', ({ hosts }) => hosts.flatMap((host) => [...view.bindingsIn(host)])],
  ['GET', 'bindings/*', (house, { parts: [name] }) => [...view.bindingsIn(house.host(name))]],
  ['GET', 'consumers', ({ places }) => consumers(places)],
  [
    'GET',
    'consumers/*',
    (house, { parts: [name] }) => {
      const host = house.host(name)
      return consumers(house.places.filter(({ presence }) => presence.host === host))
    },
  ],
  ['GET', 'connections', ({ presences }) => presences.map((presence) => view.connection(presence))],
  ['GET', 'connections/*', (house, { parts: [name] }) => view.connection(connectionNamed(house, name))],
  [
    'GET',
    'connections/*/channels',
    (house, { parts: [name] }) => [...view.placesIn([connectionNamed(house, name)])].map((place) => view.channel(place)),
  ],
  [
    'DELETE',
    'connections/*',
    (house, { parts: [name], reason }) => {
      connectionNamed(house, name).connection.force(reason ?? 'Closed via management plugin')
      return undefined
    },
  ],
  ['GET', 'channels', ({ places }) => places.map((place) => view.channel(place))],
  ['GET', 'channels/*', (house, { parts: [name] }) => view.channel(found(house.places.find((place) => view.channelName(place) === name)))],
]

const connectionNamed = (house: House, name: string | undefined): Presence =>
  found(house.presences.find(({ connection }) => connection.name === name))
