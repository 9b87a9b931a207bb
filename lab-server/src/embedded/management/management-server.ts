// The management of the embedded broker on a port of loopback: its HTTP API as RabbitMQ's, and a page that shows it. Who asks names
// itself by basic authentication, as in RabbitMQ; a page of another origin that would use a browser's memory of that is refused.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Broker, User } from '../broker/broker.ts'
import { Refusal } from '../broker/refusal.ts'
import { PAGE } from './page.ts'
import { House, NotFound, ROUTES } from './routes.ts'

export interface ManagementServer extends AsyncDisposable {
  readonly endpoint: { readonly host: string; readonly port: number }
}

const LOOPBACK = '127.0.0.1'
/** Bytes of a request's body. */
const LARGEST = 1_048_576
const NOT_FOUND = 404

/** Rejects with Node's error when the port cannot be had; port 0, the default, is any free one. */
export async function serveManagement(broker: Broker, { port = 0 }: { port?: number } = {}): Promise<ManagementServer> {
  const server = createServer((request, response) => {
    answer(broker, request).then(
      ({ status, type, body }) => {
        response.writeHead(status, type === undefined ? SECURITY : { ...SECURITY, 'content-type': type })
        response.end(body)
      },
      (error: unknown) => failed(response, error),
    )
  })
  server.listen(port, LOOPBACK)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the management listens on no port')
  return {
    endpoint: { host: LOOPBACK, port: address.port },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const SECURITY = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

interface Response {
  readonly status: number
  readonly type?: string
  readonly body?: string
}
const json = (status: number, body: object): Response => ({ status, type: 'application/json', body: JSON.stringify(body) })

/** What RabbitMQ says with a status. */
class Failure extends Error {
  override readonly name = 'Failure'
  readonly status: number
  readonly reason: string
  constructor(status: number, error: string, reason: string) {
    super(error)
    this.status = status
    this.reason = reason
  }
}

function failed(response: ServerResponse, thrown: unknown): void {
  const { status, message, reason } = asFailure(thrown)
  const login = status === 401 ? { 'www-authenticate': 'Basic realm="Ackademy embedded broker"' } : {}
  response.writeHead(status, { ...SECURITY, ...login, 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: message, reason }))
}

function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof NotFound || (thrown instanceof Refusal && thrown.code === NOT_FOUND)) return new Failure(404, 'Object Not Found', 'Not Found')
  if (thrown instanceof Refusal) return new Failure(400, 'bad_request', thrown.message)
  if (thrown instanceof z.ZodError) return new Failure(400, 'bad_request', wrongIn(thrown))
  return new Failure(500, 'internal_error', String(thrown))
}

/** As RabbitMQ lists what is missing; what is there and wrong, in words. */
function wrongIn({ issues }: z.ZodError): string {
  const each = issues.map(({ path, message, code }) => {
    const missing = code === 'invalid_type' && message.endsWith('received undefined')
    return missing ? `{key_missing,${path.join('.')}}` : `${path.join('.')}: ${message}`
  })
  return `[${each.join(',')}]`
}

async function answer(broker: Broker, request: IncomingMessage): Promise<Response> {
  const { pathname } = new URL(request.url ?? '/', 'http://broker')
  const user = permitted(broker, request)
  const asset = PAGE.get(pathname)
  if (asset !== undefined) return { status: 200, type: asset.type, body: asset.body() }
  const [, api, ...path] = pathname.replace(/\/$/, '').split('/')
  if (api !== 'api') throw new NotFound()
  const fitting = ROUTES.flatMap(([method, pattern, answers]) => {
    const parts = open(pattern.split('/'), path)
    return parts === undefined ? [] : [{ method, answers, parts }]
  })
  if (fitting.length === 0) throw new NotFound()
  const route = fitting.find(({ method }) => method === request.method)
  if (route === undefined) throw new Failure(405, 'method_not_allowed', 'Method Not Allowed')
  const reason = request.headers['x-reason']
  const body = request.method === 'POST' ? await bodyOf(request) : undefined
  const told = route.answers(new House(broker, user), { parts: route.parts, reason: typeof reason === 'string' ? reason : undefined, body })
  return told === undefined ? { status: 204 } : json(200, told)
}

/** The parts a pattern leaves open; undefined where it does not fit. */
function open(pattern: readonly string[], path: readonly string[]): string[] | undefined {
  if (pattern.length !== path.length) return undefined
  const parts: string[] = []
  for (const [index, part] of pattern.entries()) {
    if (part === '*') parts.push(decoded(path[index] ?? ''))
    else if (part !== path[index]) return undefined
  }
  return parts
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Failure(400, 'bad_request', 'the path is not encoded as one')
  }
}

function permitted(broker: Broker, { headers }: IncomingMessage): User {
  const { origin, host, authorization = '' } = headers
  if (origin !== undefined && origin !== `http://${host ?? ''}`) throw new Failure(403, 'forbidden', 'a page of another origin asks')
  const [, encoded = ''] = /^Basic (.*)$/i.exec(authorization) ?? []
  const [name = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const user = broker.login(name, password.join(':'))
  if (user === undefined) throw new Failure(401, 'not_authorized', 'Login failed')
  if ((user.tags ?? []).length === 0) throw new Failure(401, 'not_authorized', 'Not management user')
  return user
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST) throw new Failure(413, 'bad_request', `a body of more than ${LARGEST} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new Failure(400, 'bad_request', 'not_json')
  }
}
