import { once } from 'node:events'
import { createServer } from 'node:net'
import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { portsIn } from './reachable.ts'

test.runIf(process.platform === 'linux')('what listens on every address is named, what listens on loopback is not', async () => {
  const ports = await Promise.all(
    ['0.0.0.0', '127.0.0.1'].map(async (host) => {
      const server = createServer().listen(0, host)
      onTestFinished(() => void server.close())
      await once(server, 'listening')
      return (server.address() as { port: number }).port
    }),
  )
  const found = portsIn(await readFile('/proc/net/tcp', 'utf8'), '0A')
  expect(ports.map((port) => found.includes(port))).toEqual([true, false])
})

test('an IPv6 table is read as well', () => {
  const table = `  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000
   1: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000
   2: 00000000000000000000000000000000:1F92 00000000000000000000000000000000:0000 01 00000000:00000000`
  expect(portsIn(table, '0A')).toEqual([8080])
})
