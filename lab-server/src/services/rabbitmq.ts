// Where a broker comes from, and how each session gets one of its own: a virtual host and a user that may use only that, or a whole broker.
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'
import type { Endpoint } from '../engines/engine.ts'
import type { Dialled } from './dial.ts'

/** The broker that sessions share. */
export interface SharedRabbitMq extends AsyncDisposable {
  /** What answers, e.g. "RabbitMQ 3.10.8": stands in every Recording. */
  readonly version: string
  open(): Promise<VirtualHost>
  /** Many will be opened: some may be made ahead. */
  prepare(): void
}

/** Where brokers of a session's own come from. */
export interface OwnBrokers extends AsyncDisposable {
  openOwn(settings: BrokerSettings): Promise<OwnBroker>
}

export type RabbitMq = SharedRabbitMq & OwnBrokers

/** A session's part of a broker. Disposing deletes it with everything in it. */
export interface VirtualHost extends AsyncDisposable {
  readonly endpoint: Endpoint
  /** Where its management answers, without an account: this user may ask it about this virtual host. */
  readonly management: URL
  readonly name: string
  readonly user: string
  readonly password: string
  /** The lab's connection to it, where that was made ahead too. */
  readonly dialled?: Dialled | undefined
}

/** A broker of one session's own, with its virtual host. Runs when it is opened; disposing ends it. */
export interface OwnBroker extends VirtualHost {
  readonly version: string
  /** As an operator stops it: connections are closed with connection-forced (320), what is durable is kept. Nobody answers at its endpoint. */
  stop(): Promise<void>
  /** Answers at its endpoint again when this resolves, with what is durable. */
  start(): Promise<void>
  /** Milliseconds a delivery may stay unacknowledged, on channels opened from now on. */
  setConsumerTimeout(milliseconds: number): Promise<void>
}

/** The AMQP URL under which `at` (the broker itself, or a tap before it) serves this virtual host. */
export const amqpUrl = ({ name, user, password }: Pick<VirtualHost, 'name' | 'user' | 'password'>, at: Endpoint): string =>
  `amqp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${at.host}:${at.port}/${encodeURIComponent(name)}`

/** The management's address with this virtual host's account, at `at` (the management itself, or a tap before it). */
export const managementUrl = ({ user, password }: Pick<VirtualHost, 'user' | 'password'>, at: Endpoint): string =>
  `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${at.host}:${at.port}`
