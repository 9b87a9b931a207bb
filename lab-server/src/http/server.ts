// The lab's one door: an HTTP server, on loopback unless LAB_LISTEN says otherwise, with the site, the routes under /api and one WebSocket path, all behind the guard.
//
//   request ──> headers ──> guard ──> /api routes ──> site ──> 404
//   upgrade ──────────────> guard ──> /session ──> onSocket
//   request to another host ──> its guard ──> what is served there
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import express, { type Router } from 'express'
import type { WebSocket } from 'ws'
import { LabError } from '../errors.ts'
import { admit, factsOf, LOOPBACK, tokenCookie, type Door } from './guard.ts'
import { contentSecurityPolicy, securityHeaders } from './headers.ts'
import type { Hosts, Serve } from './hosts.ts'
import { answerProblem } from './problem.ts'
import { probes, PROBES, type Probed } from './probes.ts'
import { enterByPage, refuseRequest, refuseUpgrade } from './refusal.ts'
import { openSite } from './site.ts'
import { openSockets, socketLimits, type SocketLimits } from './sockets.ts'
import type { Tokens } from './tokens.ts'

export interface HttpGiven {
  /** Undefined: 4321 or the next free one. 0: any free one. */
  readonly port: number | undefined
  /** Where it listens. Who comes must have dialled this machine’s loopback all the same, or the guard refuses; in a container the port is published there. */
  readonly host?: string | undefined
  /** The built site. */
  readonly siteFolder: string
  readonly tokens: Tokens
  /** Mounted at /api. */
  readonly routes?: Router
  /** Asked by whoever watches over the lab. */
  readonly probes?: Probed
  /** What is served under other names. */
  readonly hosts?: Hosts
  /** What serves the site, as its pages ask in lab.json; left out: a lab. */
  readonly about?: { readonly lab: boolean; readonly watch: boolean }
  /** A page's WebSocket at /session. */
  readonly onSocket: (socket: WebSocket, url: URL) => void
  readonly log: (line: string) => void
  readonly limits?: Partial<HttpLimits>
}

export interface HttpLimits extends SocketLimits {
  /** For a request's headers, in ms. */
  readonly headersMs: number
  /** For a whole request with its body, in ms. */
  readonly requestMs: number
  readonly connections: number
}

export interface Http extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string
  /** The address to open: `url` with this start's token. */
  readonly entry: string
  readonly port: number
}

const usual: HttpLimits = { ...socketLimits, headersMs: 10_000, requestMs: 30_000, connections: 256 }
const firstPort = 4321
const portsTried = 21

/** @throws LabError `config`: the port is taken, or there is no built site */
export const startHttp = async (given: HttpGiven): Promise<Http> => {
  const limits = { ...usual, ...given.limits }
  const site = await openSite(given.siteFolder)
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    // How often the two limits above are looked at.
    connectionsCheckingInterval: Math.min(limits.headersMs, limits.requestMs) / 4,
    maxHeaderSize: 16 * 1024,
  })
  server.maxHeadersCount = 100
  server.maxConnections = limits.connections
  const port = await listen(server, given.port, given.host ?? '127.0.0.1')
  const door: Door = { port, tokens: given.tokens, names: LOOPBACK, open: PROBES }

  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
  // No compressed bodies: a small one may unpack to anything.
  if (given.routes) app.use('/api', express.json({ limit: limits.messageBytes, inflate: false }), given.routes)
  app.use(
    '/api',
    (_request, response) => void response.status(404).json({ code: 'usage', message: 'There is no such address.', advice: 'Reload the page.' }),
  )
  if (given.probes) app.use(probes(given.probes))
  // The built site says here that there is no lab; a page that is served by one learns that there is.
  const about = given.about ?? { lab: true }
  app.get('/lab.json', (_request, response) => void response.set('Cache-Control', 'no-store').json(about))
  app.use(site.serve, answerProblem(given.log))

  const headers = new Headers(securityHeaders(contentSecurityPolicy(port, site.scriptHashes)))
  const lab: Entrance = { door, headers, serve: app }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const other = given.hosts?.at(request.headers.host)
    if (other === undefined) return enter(lab, request, response)
    const { name, host } = other
    enter({ door: { port, tokens: host.tokens, names: [name], open: new Set() }, headers: foreign, serve: host.serve }, request, response)
  })

  const urls = new WeakMap<IncomingMessage, URL>()
  const sockets = openSockets({
    limits,
    now: () => performance.now(),
    log: given.log,
    onSocket: (socket, request) => {
      const url = urls.get(request)
      if (url !== undefined) given.onSocket(socket, url)
    },
  })
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    // A peer that vanishes now is no event of ours.
    socket.on('error', () => socket.destroy())
    const admission = admit(factsOf(request, true), door)
    if (admission.kind !== 'allowed') return refuseUpgrade(socket, '403 Forbidden', admission.kind === 'refused' ? admission.why : '')
    if (admission.url.pathname !== '/session') return refuseUpgrade(socket, '404 Not Found', 'There is no such address.')
    if (sockets.full) return refuseUpgrade(socket, '503 Service Unavailable', 'Too many pages are open.')
    urls.set(request, admission.url)
    sockets.accept(request, socket, head, admission.renew ? [`Set-Cookie: ${tokenCookie(door)}`] : [])
  })

  const url = `http://127.0.0.1:${port}/`
  return {
    url,
    entry: `${url}?token=${given.tokens.current}`,
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      await sockets[Symbol.asyncDispose]()
      server.closeAllConnections()
      await closed
    },
  }
}

interface Entrance {
  readonly door: Door
  /** Of every answer. */
  readonly headers: Headers
  readonly serve: Serve
}

/** What serves a page of others says itself what may run in it. */
const foreign = new Headers({ 'Referrer-Policy': 'no-referrer', 'X-Frame-Options': 'DENY', 'Cross-Origin-Resource-Policy': 'same-origin' })

const enter = ({ door, headers, serve }: Entrance, request: IncomingMessage, response: ServerResponse): void => {
  response.setHeaders(headers)
  const admission = admit(factsOf(request, false), door)
  if (admission.kind === 'refused') return refuseRequest(request, response, admission.why)
  if (admission.kind === 'entry' || admission.renew) response.setHeader('Set-Cookie', tokenCookie(door))
  if (admission.kind === 'allowed') return serve(request, response)
  response.setHeader('Cache-Control', 'no-store')
  if (!admission.crossSite) return void response.writeHead(303, { Location: admission.location }).end()
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(enterByPage(admission.location))
}

/** Listens on the port asked for, or on the first free one. @returns the port */
const listen = async (server: Server, asked: number | undefined, host: string): Promise<number> => {
  const ports = asked === undefined ? Array.from({ length: portsTried }, (_, index) => firstPort + index) : [asked]
  for (const port of ports) {
    const refusal = await tryPort(server, port, host)
    if (refusal === undefined) return (server.address() as AddressInfo).port
    if (refusal === 'EADDRINUSE') continue
    throw new LabError(
      'config',
      `Port ${port} of ${host} cannot be used (${refusal}).`,
      'Name another one: PORT=5000 npm start. Ports below 1024 are for the administrator.',
    )
  }
  throw new LabError(
    'config',
    asked === undefined ? `The ports ${firstPort} to ${firstPort + portsTried - 1} are all taken.` : `Port ${asked} is taken by another program.`,
    'Stop it, or name another port: PORT=5000 npm start.',
  )
}

/** @returns why it failed, as the system's code; undefined when it listens */
const tryPort = (server: Server, port: number, host: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening)
      resolve(error.code ?? error.message)
    }
    const listening = (): void => {
      server.off('error', failed)
      resolve(undefined)
    }
    server.once('error', failed).once('listening', listening).listen({ host, port })
  })
