// Where a broker comes from, and how each session gets one of its own: a virtual host and a user that may use only that.
import type { Endpoint } from '../engines/engine.ts'

export interface RabbitMq extends AsyncDisposable {
  /** What answers, e.g. "RabbitMQ 3.10.8": stands in every Recording. */
  readonly version: string
  open(): Promise<VirtualHost>
  /** Many will be opened: some may be made ahead. */
  prepare(): void
}

/** A session's part of a broker. Disposing deletes it with everything in it. */
export interface VirtualHost extends AsyncDisposable {
  readonly endpoint: Endpoint
  readonly name: string
  readonly user: string
  readonly password: string
}

/** The AMQP URL under which `at` (the broker itself, or a tap before it) serves this virtual host. */
export const amqpUrl = ({ name, user, password }: Pick<VirtualHost, 'name' | 'user' | 'password'>, at: Endpoint): string =>
  `amqp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${at.host}:${at.port}/${encodeURIComponent(name)}`
