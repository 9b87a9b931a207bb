// The WebSockets, and what bounds them: text only, 1 MiB a message, so many messages a second, so many sockets, a pulse.
// Compression is off, so no frame grows when it is unpacked.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'

export interface SocketLimits {
  /** Most bytes of one message. */
  readonly messageBytes: number
  /** Messages a second, in the long run. */
  readonly messagesPerSecond: number
  /** Messages at once after a silence. */
  readonly burst: number
  readonly sockets: number
  /** Between pings, in ms; a page that has not answered the last one is gone. */
  readonly pulseMs: number
}

export const socketLimits: SocketLimits = { messageBytes: 1024 * 1024, messagesPerSecond: 60, burst: 200, sockets: 50, pulseMs: 30_000 }

export interface Sockets extends AsyncDisposable {
  readonly full: boolean
  /** Completes an upgrade the guard let through; `headers` go with the 101. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, headers: readonly string[]): void
}

export interface SocketsGiven {
  readonly limits: SocketLimits
  /** Monotonic, in ms. */
  readonly now: () => number
  readonly onSocket: (socket: WebSocket, request: IncomingMessage) => void
  readonly log: (line: string) => void
}

export const openSockets = ({ limits, now, onSocket, log }: SocketsGiven): Sockets => {
  // Named first: the types of ws do not list the last two yet.
  const options = { noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false, maxFragments: 1024, closeTimeout: 2000 }
  const server = new WebSocketServer(options)
  const extra = new WeakMap<IncomingMessage, readonly string[]>()
  server.on('headers', (lines, request) => void lines.push(...(extra.get(request) ?? [])))
  server.on('connection', (socket, request) => {
    bound(socket, limits, now, log)
    onSocket(socket, request)
  })
  return {
    get full() {
      return server.clients.size >= limits.sockets
    },
    accept(request, socket, head, headers) {
      extra.set(request, headers)
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request))
    },
    async [Symbol.asyncDispose]() {
      const gone = [...server.clients].map((socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve())))
      // 1012: the service restarts. The page takes it as "dial again".
      for (const socket of server.clients) socket.close(1012, 'the lab is closing')
      // Ends by itself: a page that does not answer is cut off after `closeTimeout`.
      await Promise.all(gone)
      server.close()
    },
  }
}

const bound = (socket: WebSocket, limits: SocketLimits, now: () => number, log: (line: string) => void): void => {
  const refuse = (code: 1003 | 1008, why: string): void => {
    // Told once; what still arrives before the page has heard of it reaches nobody.
    socket.removeAllListeners('message')
    socket.close(code, why)
    log(`A page’s socket was closed: ${why}.`)
  }
  const spend = bucket(limits, now)
  socket.on('message', (_bytes, binary) => {
    if (binary) refuse(1003, 'text messages only')
    else if (!spend()) refuse(1008, 'too many messages')
  })
  // A flood of pings is dropped by ws itself (`maxPendingAutoPongs`).
  // A frame too large or against the protocol: ws closes with its code (1009, 1002, 1007) by itself and tells it here.
  socket.on('error', (error) => log(`A page’s socket was closed: ${error.message}.`))

  let alive = true
  socket.on('pong', () => (alive = true))
  const pulse = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, limits.pulseMs)
  socket.once('close', () => clearInterval(pulse))
}

/** A token bucket: full at first, refilled steadily. Returns false when it is empty. */
const bucket = ({ burst, messagesPerSecond }: SocketLimits, now: () => number): (() => boolean) => {
  let left = burst
  let since = now()
  return () => {
    const at = now()
    left = Math.min(burst, left + ((at - since) / 1000) * messagesPerSecond)
    since = at
    if (left < 1) return false
    left -= 1
    return true
  }
}
