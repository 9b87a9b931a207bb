// A tap: a listener for one program and one service. What the program dials here goes on to the service, bytes identical
// (but where an alteration is asked for), and every frame is read and recorded before it is passed on.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { AmqpEvent, Unnumbered } from '@ackademy/contract/recording.ts'
import type { Sender } from '../amqp/senders.ts'
import type { Endpoint, Listener } from '../engines/engine.ts'
import { LabError } from '../errors.ts'
import type { Alteration } from './altered.ts'
import { Connection } from './connection.ts'
import type { TapHold } from './hold.ts'
import { Holds } from './hold.ts'

export type { TapHold }

export interface TapOptions {
  readonly program: string
  readonly upstream: Endpoint
  /** Where programs dial it; any free port of loopback when left out. */
  readonly listen?: Endpoint
  /** Numbers and keeps an event; what comes back is the event as recorded. */
  record(event: Unnumbered<AmqpEvent>): AmqpEvent
  /** Numbers the sockets of a Recording, from 1, across its taps. */
  nextConnection(): number
  /** The service could not be dialled: the program's socket is closed. */
  onUpstreamError?(error: Error): void
  /** Milliseconds of a monotonic clock; without it the process's. */
  now?(): number
}

export interface Tap extends AsyncDisposable {
  readonly listener: Listener
  /** Open sockets from the program. */
  readonly open: number
  /** Whether a hold was reached and is neither released nor dropped: `idle` may then have to wait for that. */
  readonly holding: boolean
  /** Resolves once no connection is open and each upstream socket is closed too (so the broker has seen the end). */
  idle(): Promise<void>
  /** Arms a hold: the first event for which `at` is true is held, with all that follows in its direction on all connections of this tap. */
  hold(at: (event: AmqpEvent) => boolean): TapHold
  /** Undefined: passes on what is said. For connections that are dialled from now on. */
  alteration: Alteration | undefined
  /** Destroys all connections now (both sides). Recorded as socket.end by 'lab'. */
  cut(): void
  /** From now on nothing is recorded or held and no connection accepted; bytes of open ones still pass. */
  [Symbol.asyncDispose](): Promise<void>
}

export async function openTap(options: TapOptions): Promise<Tap> {
  const connections = new Set<Connection>()
  const waiting: (() => void)[] = []
  let recording = true
  let alteration: Alteration | undefined

  const holds = new Holds({
    opened: (from) => {
      const held = [...connections].sort((a, b) => Number(b.holds(from)) - Number(a.holds(from)))
      for (const connection of held) connection.pump(from)
    },
    cut: () => cut(),
  })
  const cut = () => {
    for (const connection of connections) connection.cut()
  }
  const record = (from: Sender, event: Unnumbered<AmqpEvent>) => recording && holds.reaches(from, options.record(event))
  const accept = (client: Socket) => {
    const upstream = connect({ ...options.upstream, noDelay: true, allowHalfOpen: true })
    const connection: Connection = new Connection({
      program: options.program,
      number: options.nextConnection(),
      client,
      upstream,
      alteration,
      now: () => options.now?.() ?? performance.now(),
      record,
      isShut: (from) => holds.isShut(from),
      onUpstreamError: (error) => options.onUpstreamError?.(error),
      closed: () => {
        connections.delete(connection)
        if (connections.size === 0) for (const resolve of waiting.splice(0)) resolve()
      },
    })
    connections.add(connection)
  }

  const server = createServer({ noDelay: true, allowHalfOpen: true }, accept)
  const { host, port } = options.listen ?? { host: '127.0.0.1', port: 0 }
  server.listen({ host, port })
  await once(server, 'listening').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new LabError('config', `A tap can’t listen at ${host}:${port}: ${why}.`, 'Name another port, or end the program that has this one.', {
      cause,
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new LabError('internal', 'a tap has no port', 'This is a bug of the lab: please report it.')

  return {
    listener: { host: address.address, port: address.port },
    get open() {
      return [...connections].filter((connection) => connection.open).length
    },
    get holding() {
      return holds.isShut('program') || holds.isShut('broker')
    },
    get alteration() {
      return alteration
    },
    set alteration(asked) {
      alteration = asked
    },
    idle: () => (connections.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    hold: (at) => holds.arm(at),
    cut,
    [Symbol.asyncDispose]: async () => {
      recording = false
      server.close()
      for (const connection of connections) connection.passRaw()
      holds.liftAll()
    },
  }
}
