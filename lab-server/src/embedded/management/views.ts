// What the management API says of a broker, in RabbitMQ's field names (https://www.rabbitmq.com/docs/http-api-reference): of all it
// says there, what a course asks for. All counts are of this moment; RabbitMQ's are up to five seconds old.
import type { Broker, Presence } from '../broker/broker.ts'
import type { Channel } from '../broker/channel.ts'
import type { Subscription } from '../broker/consuming.ts'
import { Exchange, type Binding } from '../broker/exchange.ts'
import type { Queue } from '../broker/queue.ts'
import type { Arguments } from '../broker/raw-table.ts'
import type { VirtualHost } from '../broker/virtual-host.ts'

const NODE = 'ackademy@localhost'

/** A channel where it is. */
export interface Place {
  readonly presence: Presence
  readonly channel: Channel
}

export function* placesIn(presences: Iterable<Presence>): Iterable<Place> {
  for (const presence of presences) for (const channel of presence.connection.channels) yield { presence, channel }
}

export interface Seen {
  readonly hosts: readonly VirtualHost[]
  readonly presences: readonly Presence[]
  readonly seesAll: boolean
}

export function overview(broker: Broker, { hosts, presences, seesAll }: Seen): object {
  const places = [...placesIn(presences)]
  const queues = hosts.flatMap((host) => [...host.queues])
  return {
    management_version: broker.release.version,
    rabbitmq_version: broker.release.version,
    product_name: 'Ackademy embedded broker',
    product_version: broker.release.version,
    cluster_name: NODE,
    node: NODE,
    exchange_types: ['direct', 'fanout', 'headers', 'topic'].map((name) => ({ name, enabled: true })),
    object_totals: {
      connections: presences.length,
      channels: places.length,
      exchanges: hosts.flatMap((host) => [...host.exchanges]).length,
      queues: queues.length,
      // RabbitMQ counts them for who sees all
      ...(seesAll && { consumers: places.flatMap(({ channel }) => [...channel.consuming.subscriptions.values()]).length }),
    },
    queue_totals: totals(queues),
  }
}

function totals(queues: readonly Queue[]): { messages: number; messages_ready: number; messages_unacknowledged: number } {
  const ready = queues.reduce((sum, queue) => sum + queue.ready, 0)
  const unacknowledged = queues.reduce((sum, queue) => sum + queue.unacknowledged, 0)
  return { messages: ready + unacknowledged, messages_ready: ready, messages_unacknowledged: unacknowledged }
}

export function virtualHost(host: VirtualHost): object {
  return { name: host.name, ...totals([...host.queues]), tracing: false }
}

export function queue(host: VirtualHost, one: Queue): object {
  const { name, properties } = one
  const { durable, autoDelete, owner, settings } = properties
  const consumers = [...one.consumers]
  const [only] = consumers
  return {
    name,
    vhost: host.name,
    type: settings.type,
    durable,
    auto_delete: autoDelete,
    exclusive: owner !== undefined,
    arguments: plain(properties.arguments),
    node: NODE,
    state: 'running',
    ...totals([one]),
    message_bytes_ready: one.bytes,
    consumers: one.consumers.length,
    exclusive_consumer_tag: only?.exclusive === true ? only.tag : null,
    single_active_consumer_tag: one.active?.tag ?? null,
    policy: null,
  }
}

export function exchange(host: VirtualHost, { name, properties }: Exchange): object {
  const { type, durable, autoDelete, internal } = properties
  return { name, vhost: host.name, type, durable, auto_delete: autoDelete, internal, arguments: plain(properties.arguments) }
}

/** Every queue is bound to the default exchange by its own name. */
export function* bindingsIn(host: VirtualHost): Iterable<BindingView> {
  for (const { name } of host.queues) yield binding(host, '', { to: 'queue', destination: name, routingKey: name, arguments: {} })
  for (const { name, bindings } of host.exchanges) for (const one of bindings) yield binding(host, name, ended(one))
}

export interface BindingView {
  readonly source: string
  readonly vhost: string
  readonly destination: string
  readonly destination_type: 'queue' | 'exchange'
  readonly routing_key: string
  readonly arguments: object
}

interface Ended {
  readonly to: 'queue' | 'exchange'
  readonly destination: string
  readonly routingKey: string
  readonly arguments: object
}

const ended = ({ destination, routingKey, arguments: given }: Binding): Ended => ({
  to: destination instanceof Exchange ? 'exchange' : 'queue',
  destination: destination.name,
  routingKey,
  arguments: given,
})

const binding = ({ name }: VirtualHost, source: string, { to, destination, routingKey, arguments: given }: Ended): BindingView => ({
  source,
  vhost: name,
  destination,
  destination_type: to,
  routing_key: routingKey,
  arguments: given,
})

export function connection({ connection: one, host, since }: Presence): object {
  const { host: here, port, peerHost, peerPort } = one.ends
  const { channelMax, frameMax, heartbeat } = one.limits
  const { connection_name: given } = one.clientProperties
  return {
    name: one.name,
    ...(typeof given === 'string' ? { user_provided_name: given } : {}),
    user: one.user,
    vhost: host.name,
    state: one.blocked ? 'blocked' : 'running',
    protocol: 'AMQP 0-9-1',
    auth_mechanism: 'PLAIN',
    ssl: false,
    host: here,
    port,
    peer_host: peerHost,
    peer_port: peerPort,
    channels: [...one.channels].length,
    channel_max: channelMax,
    frame_max: frameMax,
    timeout: heartbeat,
    connected_at: since,
    client_properties: one.clientProperties,
    node: NODE,
    type: 'network',
  }
}

export const channelName = ({ presence, channel }: Place): string => `${presence.connection.name} (${channel.number})`

export function channel(place: Place): object {
  const { presence, channel: one } = place
  const { consuming } = one
  const { peerHost, peerPort } = presence.connection.ends
  return {
    name: channelName(place),
    number: one.number,
    user: presence.connection.user,
    vhost: presence.host.name,
    state: 'running',
    node: NODE,
    confirm: one.confirms,
    transactional: false,
    consumer_count: consuming.subscriptions.size,
    messages_unacknowledged: consuming.unacknowledged,
    messages_unconfirmed: 0,
    messages_uncommitted: 0,
    acks_uncommitted: 0,
    prefetch_count: consuming.prefetch.own,
    global_prefetch_count: consuming.prefetch.shared,
    connection_details: { name: presence.connection.name, peer_host: peerHost, peer_port: peerPort },
  }
}

export function consumersAt(place: Place): object[] {
  const { presence, channel: one } = place
  const { name, user, ends } = presence.connection
  const details = {
    name: channelName(place),
    number: one.number,
    connection_name: name,
    user,
    peer_host: ends.peerHost,
    peer_port: ends.peerPort,
    node: NODE,
  }
  return [...one.consuming.subscriptions.values()].map((subscription) => ({
    consumer_tag: subscription.tag,
    queue: { name: subscription.queue.name, vhost: presence.host.name },
    channel_details: details,
    ack_required: !subscription.noAck,
    exclusive: subscription.exclusive,
    prefetch_count: subscription.prefetch,
    arguments: plain(subscription.arguments),
    ...activity(subscription),
  }))
}

function activity(subscription: Subscription): { active: boolean; activity_status: 'up' | 'single_active' | 'waiting' } {
  if (!subscription.queue.properties.settings.singleActive) return { active: true, activity_status: 'up' }
  const active = subscription.queue.active === subscription
  return { active, activity_status: active ? 'single_active' : 'waiting' }
}

const plain = (given: Arguments): object => Object.fromEntries([...given].map(([name, { value }]) => [name, value]))
