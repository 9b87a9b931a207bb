// An HTTP tap: what a program asks here goes on to the service with its body unchanged, and each request is recorded before it is passed on, each
// answer before the program gets it.
//
// One account may ask. A service on this machine may know others that are let in from here only (RabbitMQ's guest), and a learner's container is
// not to be taken for this machine. No header is recorded, and of them only those that are needed are passed on.
import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { request as askTls } from 'node:https'
import type { HttpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import { basicAuthorization } from '../basic-authorization.ts'
import type { Listener } from '../engines/engine.ts'
import { recorded } from './content.ts'

export interface HttpTapOptions {
  readonly program: string
  /** Where the service answers, without an account. */
  readonly upstream: URL
  readonly account: { readonly user: string; readonly password: string }
  record(event: Unnumbered<HttpEvent>): void
  /** Numbers what programs ask in a Recording, from 1, across its taps. */
  nextRequest(): number
}

export interface HttpTap extends AsyncDisposable {
  readonly listener: Listener
  /** Resolves once nothing that was asked is without its answer. */
  idle(): Promise<void>
}

/** Bytes of a body, either way. */
const LARGEST = 8 * 1024 * 1024
const ASKED = ['content-type', 'accept', 'x-reason'] as const
const ANSWERED = ['content-type', 'content-encoding', 'www-authenticate', 'location', 'allow'] as const

interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
}

export async function openHttpTap(options: HttpTapOptions): Promise<HttpTap> {
  const { program } = options
  const expected = basicAuthorization(options.account)
  const waiting: (() => void)[] = []
  let underWay = 0
  let recording = true
  const record = (event: Unnumbered<HttpEvent>) => recording && options.record(event)

  const serve = async (asked: IncomingMessage, response: ServerResponse) => {
    const on = { source: 'http', program, request: options.nextRequest() } as const
    const body = await whole(asked)
    const { method = 'GET', url: path = '/' } = asked
    record({ ...on, type: 'http.request', method, path, body: recorded(body ?? Buffer.alloc(0)) })
    const answer = refusal(asked, body, expected) ?? (await passedOn(options.upstream, asked, { body, authorization: expected }))
    record({ ...on, type: 'http.response', status: answer.status, body: recorded(answer.body) })
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length })
    response.end(asked.method === 'HEAD' ? undefined : answer.body)
  }

  const server = createServer((asked, response) => {
    underWay++
    // a program that hangs up amid its question gets no answer
    serve(asked, response)
      .catch(() => response.destroy())
      .finally(() => {
        if (--underWay === 0) for (const go of waiting.splice(0)) go()
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('an HTTP tap has no port')
  return {
    listener: { host: address.address, port: address.port },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async [Symbol.asyncDispose]() {
      recording = false
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** What the tap itself answers; undefined where the service is to. */
function refusal({ headers, url = '' }: IncomingMessage, body: Buffer | undefined, expected: string): Answer | undefined {
  const { origin, host = '', authorization } = headers
  if (body === undefined) return said(413, 'bad_request', `The lab passes on bodies of up to ${LARGEST} bytes.`)
  if (origin !== undefined && origin !== `http://${host}`) return said(403, 'forbidden', 'A page of another origin asks.')
  // RabbitMQ takes an account from there too
  if (new URLSearchParams(url.split('?')[1]).has('auth')) return said(403, 'forbidden', 'The lab passes on no account in a query.')
  if (authorization === expected) return undefined
  const answer = said(401, 'not_authorized', 'Here only the account in MANAGEMENT_URL may ask, by basic authentication.')
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="Broker management"' } }
}

const said = (status: number, error: string, reason: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ error, reason })),
})

async function passedOn(upstream: URL, asked: IncomingMessage, given: { body: Buffer | undefined; authorization: string }): Promise<Answer> {
  const { body = Buffer.alloc(0), authorization } = given
  const headers = { ...only(asked.headers, ASKED), authorization, ...(body.length > 0 && { 'content-length': body.length }) }
  const passed = (upstream.protocol === 'https:' ? askTls : ask)(upstream, { method: asked.method, path: asked.url, headers, agent: false })
  try {
    passed.end(body)
    const [answer] = (await once(passed, 'response')) as [IncomingMessage]
    const told = await whole(answer)
    if (told === undefined) return said(502, 'bad_gateway', `The broker’s management answered more than ${LARGEST} bytes.`)
    return { status: answer.statusCode ?? 502, headers: only(answer.headers, ANSWERED), body: told }
  } catch (error) {
    return said(502, 'bad_gateway', `The broker’s management does not answer: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

const only = (headers: IncomingMessage['headers'], names: readonly string[]): OutgoingHttpHeaders =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])))

/** Undefined for one that is too large. */
async function whole(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LARGEST) chunks.push(chunk)
  }
  return size > LARGEST ? undefined : Buffer.concat(chunks)
}
