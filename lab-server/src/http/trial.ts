// A lab's door to try in tests: a small site, plain requests with every header in the test's hand, and sockets.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as send, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { WebSocket } from 'ws'
import { cookieName } from './guard.ts'
import { startHttp, type Http, type HttpGiven } from './server.ts'

export const token = 'the-token-of-this-start'
export const script = "document.documentElement.dataset.theme = 'dark'"
const index = `<!doctype html><script>${script}</script><script src="/_astro/a.js"></script><p>${'Queue. '.repeat(400)}</p>`

const files: Readonly<Record<string, string | Buffer>> = {
  'index.html': index,
  'index.html.br': brotliCompressSync(index),
  'index.html.gz': gzipSync(index),
  'lessons/queues/index.html': '<!doctype html><p>Queues</p>',
  '404.html': '<!doctype html><p>Nothing here</p>',
  '_astro/a.js': 'export {}',
  '.stamp': 'secret',
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Trial extends AsyncDisposable {
  readonly http: Http
  readonly log: readonly string[]
  /** The headers of the lab's own page. */
  readonly own: Readonly<Record<string, string>>
  request(target: string, headers?: Readonly<Record<string, string>>, more?: { method?: string; body?: string }): Promise<Answer>
  dial(headers?: Readonly<Record<string, string>>, target?: string): WebSocket
}

export const openTrial = async (given: Partial<HttpGiven> = {}): Promise<Trial> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ackademy-site-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  const log: string[] = []
  const http = await startHttp({
    port: 0,
    siteFolder: folder,
    tokens: { current: token, admits: (shown) => shown === token },
    onSocket: (socket) => socket.on('message', (bytes) => socket.send(bytes, { binary: false })),
    log: (line) => log.push(line),
    ...given,
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  const host = `127.0.0.1:${http.port}`
  const own = { Host: host, Origin: `http://${host}`, Cookie: `${cookieName(http.port)}=${token}` }
  return {
    http,
    log,
    own,
    request: (target, headers = own, { method = 'GET', body } = {}) =>
      new Promise((resolve, reject) => {
        const sent = send({ host: '127.0.0.1', port: http.port, path: target, method, headers, agent: false }, (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }))
        })
        sent.once('error', reject)
        sent.end(body)
      }),
    dial: (headers = own, target = '/session?exercise=simple-consumer') => new WebSocket(`ws://${host}${target}`, { headers }),
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
