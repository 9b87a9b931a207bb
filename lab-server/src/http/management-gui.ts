// RabbitMQ's management pages for one session, on a host of their own. Every request goes on with the session's own account, whatever
// the browser sent: nobody logs in here as somebody else, and no password reaches the page. What comes back is RabbitMQ's own.
import { readFileSync } from 'node:fs'
import { request as send, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { basicAuthorization, type Account } from '../basic-authorization.ts'
import type { Serve } from './hosts.ts'

export interface ManagementAccount extends Account {
  /** Where it answers. */
  readonly management: URL
}

const SCRIPT = '/ackademy-login.client.js'
/** Runs in their page before their scripts do. */
const login = readFileSync(path.join(import.meta.dirname, 'management-login.client.js'))

/** Of one connection, never handed on (RFC 9110, 7.6.1), with what the lab says itself: who asks, and in which encoding. */
const KEPT_HERE = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade host authorization cookie origin referer accept-encoding'.split(
    ' ',
  ),
)
/** They are for a browser that logs in by itself, or to the one server. */
const NOT_FOR_THE_PAGE = new Set('connection keep-alive transfer-encoding www-authenticate set-cookie'.split(' '))

export const managementGui = ({ management, ...account }: ManagementAccount): Serve => {
  const authorization = basicAuthorization(account)
  return (request, response) => {
    if (request.url === SCRIPT) return void response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(login)
    const headers = { ...without(request.headers, KEPT_HERE), authorization }
    const { method, url } = request
    const asked = send(management, { method, path: url, headers, agent: false }, (answer) => void hand(answer, response))
    asked.once('error', () => away(response))
    pipeline(request, asked).catch(() => asked.destroy())
  }
}

async function hand(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = without(answer.headers, NOT_FOR_THE_PAGE)
  try {
    if (!(answer.headers['content-type'] ?? '').startsWith('text/html')) {
      response.writeHead(answer.statusCode ?? 502, headers)
      return await pipeline(answer, response)
    }
    const page = (await text(answer)).replace(/<head>/i, (head) => `${head}<script src="${SCRIPT}"></script>`)
    response.writeHead(answer.statusCode ?? 502, {
      ...without(headers, new Set(['content-length', 'etag', 'last-modified'])),
      'cache-control': 'no-store',
    })
    response.end(page)
  } catch {
    response.destroy() // the broker or the browser went away in the middle
  }
}

function away(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(502, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify({ error: 'broker_unavailable', reason: 'RabbitMQ’s management does not answer now. Is the broker stopped?' }))
}

const without = (headers: IncomingHttpHeaders | OutgoingHttpHeaders, names: ReadonlySet<string>): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)))
