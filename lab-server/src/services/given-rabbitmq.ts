// A broker one already has (AMQP_URL). A virtual host a session is made by the management HTTP API, where the account may;
// see https://www.rabbitmq.com/docs/management#http-api
import { randomBytes } from 'node:crypto'
import amqp from 'amqplib'
import { LabError } from '../errors.ts'
import type { RabbitMq, VirtualHost } from './rabbitmq.ts'

/** `admin`: the management API; by default port 15672 of the same host with the same account. Throws LabError `broker-unavailable`. */
export async function givenRabbitMq(url: URL, admin?: URL): Promise<RabbitMq> {
  const version = await ask(url)
  const endpoint = { host: url.hostname, port: Number(url.port || 5672) }
  const api = management(admin ?? new URL(`http://${url.username || 'guest'}:${url.password || 'guest'}@${url.hostname}:15672`))
  const reason = await api('GET', '/whoami').then(
    () => undefined,
    (error: unknown) => String(error instanceof Error ? error.message : error),
  )
  if (reason !== undefined) {
    throw new LabError(
      'broker-unavailable',
      `${redacted(url)} answers (${version}), but its management API does not: ${reason}.`,
      'The lab gives each session a virtual host of its own by that API. Enable it (`rabbitmq-plugins enable rabbitmq_management`), or name it in LAB_RABBITMQ_ADMIN=http://user:password@host:port with an account tagged administrator.',
    )
  }
  return {
    version,
    async open(): Promise<VirtualHost> {
      const id = randomBytes(9).toString('hex')
      const [name, user, password] = [`ackademy-${id}`, `ackademy-${id}`, randomBytes(18).toString('base64url')]
      const close = async () => {
        await api('DELETE', `/vhosts/${name}`)
        await api('DELETE', `/users/${user}`)
      }
      await api('PUT', `/vhosts/${name}`, {})
      try {
        await api('PUT', `/users/${user}`, { password, tags: '' })
        await api('PUT', `/permissions/${name}/${user}`, { configure: '.*', write: '.*', read: '.*' })
      } catch (error) {
        await close().catch(() => {}) // the first error says more
        throw error
      }
      return { endpoint, name, user, password, [Symbol.asyncDispose]: close }
    },
    async [Symbol.asyncDispose]() {},
  }
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

function management(base: URL) {
  const authorization = `Basic ${Buffer.from(`${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`).toString('base64')}`
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = { method, headers: { authorization, 'content-type': 'application/json' }, signal: AbortSignal.timeout(10_000) }
    const answer = await fetch(`${base.protocol}//${base.host}/api${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) })
    if (!answer.ok)
      throw new LabError(
        'broker-failed',
        `The management API answered ${answer.status} to ${method} ${path}.`,
        'The account needs the tag administrator.',
      )
    return answer.status === 204 || answer.status === 201 ? undefined : await answer.json()
  }
}
