// The broker on a TCP port of loopback: the only file here that knows sockets.
import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Broker } from './broker.ts'
import type { Connection } from './connection.ts'

export interface BrokerServer extends AsyncDisposable {
  readonly endpoint: { readonly host: string; readonly port: number }
  /** Stops the broker: its port is closed and nobody is connected any more. */
  stop(): Promise<void>
  /** Starts it again, on the same port. Rejects with Node's error when another has that meanwhile. */
  start(): Promise<void>
}

/** Bytes written and not yet taken by the client. Beyond it, it gets no deliveries, and what it asks is not read. */
const CONGESTED = 1_048_576
/** Bytes that are not collected any further. */
const PIECE = 65_536
const LOOPBACK = '127.0.0.1'

/** Rejects with Node's error when the port cannot be had; port 0, the default, is any free one. */
export async function serveBroker(broker: Broker, { port = 0 }: { port?: number } = {}): Promise<BrokerServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    attach(broker, socket)
  })
  const listen = async (on: number) => {
    server.listen(on, LOOPBACK)
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the broker listens on no port')
    return address.port
  }
  const close = async (hangUp: (socket: Socket) => void) => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) hangUp(socket)
    await closed
  }
  const endpoint = { host: LOOPBACK, port: await listen(port) }
  return {
    endpoint,
    async stop() {
      const stopped = broker.stop()
      await close(hangUpPolitely)
      await stopped
    },
    async start() {
      await broker.start()
      await listen(endpoint.port)
    },
    [Symbol.asyncDispose]: () => close((socket) => socket.destroy()),
  }
}

/** What was said last still leaves; who does not take it in a second is not waited for. */
function hangUpPolitely(socket: Socket): void {
  socket.destroySoon()
  const timer = setTimeout(() => socket.destroy(), 1_000).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** What one turn of the loop has to say leaves in one write: many small ones cost more than to copy them together. */
class Outgoing {
  readonly #socket: Socket
  #waiting: Buffer[] = []
  #size = 0

  constructor(socket: Socket) {
    this.#socket = socket
  }

  get congested(): boolean {
    return this.#socket.writableLength + this.#size > CONGESTED
  }

  put(bytes: Buffer): void {
    if (this.#waiting.push(bytes) === 1) process.nextTick(() => this.leave())
    this.#size += bytes.length
    if (this.#size >= PIECE) this.leave()
  }

  leave(): void {
    const bytes = Buffer.concat(this.#waiting, this.#size)
    this.#waiting = []
    this.#size = 0
    if (bytes.length > 0 && !this.#socket.destroyed && !this.#socket.writableEnded) this.#socket.write(bytes)
  }
}

function attach(broker: Broker, socket: Socket): void {
  const outgoing = new Outgoing(socket)
  let held = false
  let expiry: NodeJS.Timeout | undefined
  let pulse: NodeJS.Timeout | undefined
  const read = () => {
    if (held || outgoing.congested) socket.pause()
    else if (socket.isPaused()) socket.resume()
  }
  const { localAddress: host = '', localPort: port = 0, remoteAddress: peerHost = '', remotePort: peerPort = 0 } = socket
  const connection: Connection = broker.connect({
    ends: { host, port, peerHost, peerPort },
    get congested() {
      return outgoing.congested
    },
    send(bytes) {
      if (socket.destroyed || socket.writableEnded) return
      outgoing.put(bytes)
      read()
    },
    hold(wanted) {
      held = wanted
      read()
    },
    end() {
      outgoing.leave()
      socket.end()
      // A client that does not close its side in turn is not waited for long.
      this.expire(1_000)
    },
    expire(milliseconds) {
      clearTimeout(expiry)
      if (milliseconds === undefined || socket.destroyed) return
      expiry = setTimeout(() => socket.destroy(), milliseconds).unref()
    },
    beatEvery(milliseconds) {
      clearInterval(pulse)
      if (milliseconds > 0) pulse = setInterval(() => connection.beat(), milliseconds).unref()
    },
  })
  socket.on('data', (chunk: Buffer) => connection.receive(chunk))
  socket.on('drain', () => {
    read()
    connection.drained()
  })
  // Nothing more comes: what the client held goes back at once, though it may still be sent to.
  socket.on('end', () => connection.lost())
  // A reset is an end like others; 'close' follows.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearInterval(pulse)
    connection.lost()
    clearTimeout(expiry)
  })
}
