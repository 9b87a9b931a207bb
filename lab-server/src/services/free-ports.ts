import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { BrokerPorts } from './broker-container.ts'

/** Two ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(): Promise<BrokerPorts> {
  const servers = [createServer(), createServer()]
  await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')))
  const [amqp = 0, management = 0] = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return { amqp, management }
}

/** What an engine says when a port was taken in that moment. */
export const portTaken = (error: unknown): boolean => /port is already allocated|address already in use/i.test(String(error))
