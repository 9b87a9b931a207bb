// A broker one already has (AMQP_URL). A virtual host a session is made by the management HTTP API, where the account may.
import amqp from 'amqplib'
import { LabError } from '../errors.ts'
import { Management } from './management.ts'
import type { SharedRabbitMq } from './rabbitmq.ts'
import { shareRabbitMq } from './shared-rabbitmq.ts'

export interface GivenRabbitMq {
  readonly url: URL
  /** The management API; by default port 15672 of the same host with the same account. */
  readonly admin?: URL | undefined
  readonly log?: (line: string) => void
}

/** Throws LabError `broker-unavailable`. */
export async function givenRabbitMq({ url, admin, ...given }: GivenRabbitMq): Promise<SharedRabbitMq> {
  const version = await ask(url)
  const endpoint = { host: url.hostname, port: Number(url.port || 5672) }
  const management = new Management(() => admin ?? new URL(`http://${url.username || 'guest'}:${url.password || 'guest'}@${url.hostname}:15672`))
  const shared = await shareRabbitMq({ management, endpoint: () => endpoint, ...given }).catch((cause: unknown) => {
    throw new LabError(
      'broker-unavailable',
      `${redacted(url)} answers (${version}), but the lab can make no virtual host there: ${cause instanceof Error ? cause.message : String(cause)}`,
      'The lab gives each session a virtual host of its own by the management API. Enable it (`rabbitmq-plugins enable rabbitmq_management`), or name it in LAB_RABBITMQ_ADMIN=http://user:password@host:port with an account tagged administrator.',
      { cause },
    )
  })
  return { version, ...shared }
}

async function ask(url: URL): Promise<string> {
  try {
    const connection = await amqp.connect(url.href, { timeout: 5000, noDelay: true })
    const { product, version } = connection.connection.serverProperties
    await connection.close()
    return `${product} ${version}`
  } catch (cause) {
    throw new LabError(
      'broker-unavailable',
      `No broker answers at ${redacted(url)}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Start it, correct AMQP_URL, or leave AMQP_URL out to use the lab’s own broker.',
      { cause },
    )
  }
}

const redacted = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`
