// A network between a browser and a lab that can be cut: what is sent meanwhile waits, as on a cable that was pulled out, and nobody
// is told. The browser dials the lab's own address; Chromium's rule leads it here.
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'

export interface Cuttable extends AsyncDisposable {
  /** What Chromium is started with, to go by this way to that port. */
  readonly browserArgument: string
  cut(): void
  heal(): void
}

export async function cuttable(port: number): Promise<Cuttable> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = net.createServer({ pauseOnConnect: true }, (browser) => {
    const lab = net.connect(port, '127.0.0.1')
    for (const [from, to] of [
      [browser, lab],
      [lab, browser],
    ] as const) {
      sockets.add(from)
      from.pause()
      from.on('data', (bytes) => to.write(bytes))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.end()
      })
      if (!isCut) from.resume()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: here } = server.address() as AddressInfo
  return {
    browserArgument: `--host-resolver-rules=MAP 127.0.0.1:${port} 127.0.0.1:${here}`,
    cut: () => {
      isCut = true
      for (const socket of sockets) socket.pause()
    },
    heal: () => {
      isCut = false
      for (const socket of sockets) socket.resume()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
