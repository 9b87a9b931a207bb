// A port of this host's in a container's network, for that container alone. It leads nowhere until it is told to which listener of the lab; what passes
// is unchanged.
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { LabError } from '../../errors.ts'
import type { Endpoint, Listener } from '../engine.ts'

export class Door implements Disposable {
  readonly endpoint: Endpoint
  readonly #server: Server
  readonly #from: string
  #to: Listener | undefined

  private constructor(server: Server, endpoint: Endpoint, from: string) {
    this.#server = server
    this.#from = from
    this.endpoint = endpoint
    server.on('connection', (inside) => this.#pass(inside))
  }

  /** `from`: who may pass. Throws LabError `engine-failed` where `host` is not this machine's address. */
  static async open(host: string, from: string): Promise<Door> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    try {
      await once(server.listen(0, host), 'listening')
    } catch (cause) {
      throw new LabError(
        'engine-failed',
        `A container’s network was made, but its address ${host} is not this machine’s.`,
        'The Docker engine has to run on the machine the lab runs on (DOCKER_HOST, or Docker Desktop’s own machine, is another).',
        { cause },
      )
    }
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server without a port')
    return new Door(server, { host, port: address.port }, from)
  }

  lead(to: Listener): void {
    this.#to = to
  }

  #pass(inside: Socket): void {
    // another container may have a route to here
    if (this.#to === undefined || inside.remoteAddress !== this.#from) return void inside.resetAndDestroy()
    const outside = connect({ ...this.#to, allowHalfOpen: true, noDelay: true })
    // an end passes as an end, a reset as a reset
    inside.pipe(outside).pipe(inside)
    inside.on('error', () => outside.resetAndDestroy())
    outside.on('error', () => inside.resetAndDestroy())
  }

  [Symbol.dispose](): void {
    this.#server.close()
  }
}
