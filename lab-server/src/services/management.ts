// RabbitMQ's management HTTP API, as far as the lab asks it: https://www.rabbitmq.com/docs/management#http-api
// Never rabbitmqctl: that takes half a second and more a call, this some milliseconds.
import { z } from 'zod'
import type { Counts } from '@ackademy/contract/scenario.ts'
import { basicAuthorization } from '../basic-authorization.ts'
import { LabError } from '../errors.ts'

export interface VirtualHostLimits {
  readonly connections: number
  readonly queues: number
  /** Of one queue; beyond it the oldest messages go. */
  readonly queueBytes: number
}

export interface UserLimits {
  readonly connections: number
  readonly channels: number
}

const Named = z.array(z.object({ name: z.string() }))
const Queues = z.array(z.object({ name: z.string(), messages_ready: z.int().default(0), messages_unacknowledged: z.int().default(0) }))
const Consumers = z.array(
  z.object({ consumer_tag: z.string(), queue: z.object({ name: z.string() }), channel_details: z.object({ name: z.string().optional() }) }),
)
const Channels = z.array(z.object({ name: z.string(), messages_unacknowledged: z.int().default(0) }))
const Overview = z.object({ rabbitmq_version: z.string(), product_name: z.string().optional(), product_version: z.string().optional() })
const Reason = z.object({ reason: z.string() })

const enc = encodeURIComponent

export class Management {
  readonly #base: () => URL

  /** Where it is now, with the account in the address: http://user:password@host:15672 */
  constructor(base: () => URL) {
    this.#base = base
  }

  /** Without the account. */
  get address(): URL {
    return new URL(this.#base().origin)
  }

  /** E.g. "RabbitMQ 3.10.8". */
  async version(): Promise<string> {
    const { rabbitmq_version, product_name = 'RabbitMQ', product_version = rabbitmq_version } = Overview.parse(await this.#ask('GET', '/overview'))
    return `${product_name} ${product_version}`
  }

  async makeVirtualHost(name: string, limits?: VirtualHostLimits): Promise<void> {
    await this.#ask('PUT', `/vhosts/${enc(name)}`, {})
    if (limits === undefined) return
    const policy = { pattern: '.*', 'apply-to': 'queues', priority: 0, definition: { 'max-length-bytes': limits.queueBytes } }
    // one after the other: RabbitMQ reads all limits, adds one and writes all, so of two at once one is lost
    await this.#ask('PUT', `/vhost-limits/${enc(name)}/max-connections`, { value: limits.connections })
    await this.#ask('PUT', `/vhost-limits/${enc(name)}/max-queues`, { value: limits.queues })
    await this.#ask('PUT', `/operator-policies/${enc(name)}/ackademy`, policy)
  }

  /** Closes its connections. Nothing happens when there is none. */
  async deleteVirtualHost(name: string): Promise<void> {
    await this.#ask('DELETE', `/vhosts/${enc(name)}`)
  }

  /** `tags`: what it may do in the management API, e.g. `management`. It may do everything in the virtual hosts it is permitted. */
  async makeUser(name: string, { password, tags = '', limits }: { password: string; tags?: string; limits?: UserLimits }): Promise<void> {
    await this.#ask('PUT', `/users/${enc(name)}`, { password, tags })
    if (limits === undefined) return
    await this.#ask('PUT', `/user-limits/${enc(name)}/max-connections`, { value: limits.connections })
    await this.#ask('PUT', `/user-limits/${enc(name)}/max-channels`, { value: limits.channels })
  }

  async deleteUser(name: string): Promise<void> {
    await this.#ask('DELETE', `/users/${enc(name)}`)
  }

  async permit(user: string, virtualHost: string): Promise<void> {
    await this.#ask('PUT', `/permissions/${enc(virtualHost)}/${enc(user)}`, { configure: '.*', write: '.*', read: '.*' })
  }

  async virtualHosts(): Promise<string[]> {
    return Named.parse(await this.#ask('GET', '/vhosts?columns=name')).map(({ name }) => name)
  }

  async users(): Promise<string[]> {
    return Named.parse(await this.#ask('GET', '/users?columns=name')).map(({ name }) => name)
  }

  async hasQueue(virtualHost: string, queue: string): Promise<boolean> {
    return (await this.#ask('GET', `/queues/${enc(virtualHost)}/${enc(queue)}?columns=name`)) !== undefined
  }

  /** As its statistics have it, which may be seconds old. A consumer is told of once its channel is. */
  async counts(virtualHost: string): Promise<Counts> {
    const queues = Queues.parse(await this.#ask('GET', `/queues/${enc(virtualHost)}`))
    const consumers = Consumers.parse(await this.#ask('GET', `/consumers/${enc(virtualHost)}`))
    const channels = new Map(Channels.parse(await this.#ask('GET', '/channels')).map((channel) => [channel.name, channel.messages_unacknowledged]))
    return {
      queues: Object.fromEntries(
        queues.map(({ name, messages_ready: ready, messages_unacknowledged: unacknowledged }) => [name, { ready, unacknowledged }]),
      ),
      consumers: Object.fromEntries(
        consumers.flatMap(({ consumer_tag: tag, queue, channel_details: channel }) => {
          const unacknowledged = channels.get(channel.name ?? '')
          return unacknowledged === undefined ? [] : [[tag, { queue: queue.name, unacknowledged }]]
        }),
      ),
    }
  }

  /** Undefined when what is asked for, or is to be deleted, is not there. Throws LabError `broker-failed`, `broker-unavailable` when nothing answers. */
  async #ask(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const { protocol, host, username, password } = this.#base()
    const where = `${protocol}//${host}`
    const authorization = basicAuthorization({ user: decodeURIComponent(username), password: decodeURIComponent(password) })
    const headers = { authorization, 'content-type': 'application/json' }
    const init = { method, headers, signal: AbortSignal.timeout(10_000), ...(body && { body: JSON.stringify(body) }) }
    const answer = await fetch(`${where}/api${path}`, init).catch((cause: unknown) => {
      throw new LabError(
        'broker-unavailable',
        `RabbitMQ’s management API does not answer at ${where}: ${reasonOf(cause)}.`,
        'Is the broker running?',
        {
          cause,
        },
      )
    })
    const text = await answer.text()
    if (answer.ok) return text === '' ? undefined : JSON.parse(text)
    if (answer.status === 404 && method !== 'PUT') return undefined
    throw new LabError(
      'broker-failed',
      `RabbitMQ’s management API answered ${answer.status} to ${method} ${path}: ${said(text)}.`,
      answer.status === 401 || answer.status === 403 ? 'Its account must be right, and bear the tag administrator.' : 'The broker’s log says more.',
    )
  }
}

/** fetch says only that it failed; why is its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

function said(text: string): string {
  try {
    return Reason.parse(JSON.parse(text)).reason
  } catch {
    return text.slice(0, 200)
  }
}
