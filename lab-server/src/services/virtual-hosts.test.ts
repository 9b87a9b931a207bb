import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Management } from './management.ts'
import { AT_ONCE, VirtualHosts } from './virtual-hosts.ts'

/** A management API that says yes to all, and counts whom it has to serve at the same time. */
async function busyManagement() {
  const [making, made] = [new Set<string>(), new Set<string>()]
  let most = 0
  const server = createServer((request, response) => {
    const [, , what, name = ''] = (request.url ?? '').split('/')
    if (request.method === 'PUT' && what === 'vhosts') making.add(name)
    most = Math.max(most, making.size)
    if (what === 'permissions' && making.delete(name)) made.add(name)
    if (request.method === 'DELETE' && what === 'vhosts') made.delete(name)
    setImmediate(() => response.writeHead(204).end())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return { management: new Management(() => new URL(`http://127.0.0.1:${port}`)), made, most: () => most }
}

test('sixty that are asked for together are made a few at a time, and all are', async () => {
  const { management, made, most } = await busyManagement()
  const hosts = new VirtualHosts({ management, instance: 'i', endpoint: () => ({ host: '127.0.0.1', port: 1 }) })
  hosts.prepare()
  const opened = await Promise.all(Array.from({ length: 60 }, () => hosts.open()))
  expect(new Set(opened.map(({ name }) => name)).size).toBe(60)
  expect(opened.every(({ name }) => made.has(name))).toBe(true)
  expect(most()).toBe(AT_ONCE)
  await hosts[Symbol.asyncDispose]()
  expect([...made]).toEqual([])
})
