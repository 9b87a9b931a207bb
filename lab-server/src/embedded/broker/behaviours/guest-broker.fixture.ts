// The embedded broker as a fresh RabbitMQ is: the user guest, and the virtual host “/”.
import { randomBytes } from 'node:crypto'
import { Broker } from '../broker.ts'
import { serveBroker } from '../server.ts'

export async function serveGuest(): Promise<AsyncDisposable & { readonly url: string }> {
  const broker = new Broker({ ids: () => randomBytes(16).toString('base64url') })
  broker.addVirtualHost('/')
  broker.addUser({ name: 'guest', password: 'guest', virtualHosts: ['/'] })
  const server = await serveBroker(broker)
  return { url: `amqp://guest:guest@127.0.0.1:${server.endpoint.port}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}
