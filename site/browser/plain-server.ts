// A file server that knows nothing of the site: no redirects, no compression, no lab. What works here works on any.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { BrowserContext } from 'playwright-core'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** The Content-Type of a file of the site. */
export const typeOf = (file: string): string => TYPES[path.extname(file)] ?? 'application/octet-stream'

export interface PlainServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` and the base. */
  readonly url: string
}

/** Serves the folder below `base`, which begins and ends with a slash. */
export async function servePlain(folder: string, base = '/'): Promise<PlainServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://site')
    const file = path.join(folder, decodeURIComponent(pathname).slice(base.length - 1), pathname.endsWith('/') ? 'index.html' : '')
    const inside = pathname.startsWith(base) && file.startsWith(folder + path.sep)
    const found = inside ? readFile(file) : Promise.reject(new Error('outside'))
    found.then(
      (body) => response.writeHead(200, { 'Content-Type': typeOf(file) }).end(body),
      () => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found'),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/**
 * What the pages ask for is fetched from here. When a network interface comes or goes, as Docker's do while other tests run, Chromium
 * drops the sockets it has, those to this machine too, and says ERR_NETWORK_CHANGED.
 */
export const fetchedByTest = (context: BrowserContext): Promise<unknown> =>
  context.route('**/*', async (route) => route.fulfill({ response: await route.fetch() }))
