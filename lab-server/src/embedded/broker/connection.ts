// One client's connection as a state machine: bytes in, bytes out, no socket.
//
//   greeting ─▶ starting ─▶ tuning ─▶ opening ─▶ running ─▶ closing ─▶ closed
//   (header)   (start-ok)  (tune-ok)   (open)             (close-ok)
import type { Table } from '../../amqp/field-table.ts'
import { FRAME, frame, type Frame, FrameReader, HEARTBEAT, PROTOCOL_HEADER } from '../../amqp/frames.ts'
import { MalformedFrame } from '../../amqp/malformed.ts'
import { decodeMethod, encodeMethod, idOf, type Method, type MethodArgs, type MethodName } from '../../amqp/methods.ts'
import type { Channel } from './channel.ts'
import { Channels } from './channels.ts'
import { contentFrames } from './content.ts'
import { Greeting } from './greeting.ts'
import { capabilitiesOf, type Credentials, LIMITS, plain, serverProperties, tuned } from './handshake.ts'
import { Refusal } from './refusal.ts'
import { Throttle } from './throttle.ts'
import type { Ends, Transport } from './transport.ts'
import type { VirtualHost } from './virtual-host.ts'

/** Milliseconds, as in RabbitMQ: for the handshake, and for the answer to a connection.close. */
const HANDSHAKE = 10_000
const CLOSING = 30_000
const ACCESS_REFUSED = 403
/** Halves of a heartbeat without a byte from the client: after two whole ones it is taken for dead. */
const SILENCE = 4

/** What a connection asks of the broker it is to. */
export interface Realm {
  readonly ids: () => string
  readonly version: string
  /** Milliseconds an acknowledgement may take, on a channel that is opened now. */
  readonly consumerTimeout: number
  /** Throws access-refused. */
  authenticate(credentials: Credentials): void
  /** Throws not-allowed. */
  enter(connection: Connection, virtualHost: string): VirtualHost
  left(connection: Connection): void
}

export class Connection {
  readonly #realm: Realm
  readonly #transport: Transport
  readonly #reader = new FrameReader()
  #phase: 'greeting' | 'starting' | 'tuning' | 'opening' | 'running' | 'closing' | 'closed' = 'greeting'
  readonly #greeting = new Greeting()
  #user = ''
  #clientProperties: Table = {}
  #capable: (name: string) => boolean = () => false
  #limits = LIMITS
  #channels: Channels | undefined
  #sent = false
  #silent = 0
  readonly #throttle: Throttle

  constructor(realm: Realm, transport: Transport) {
    this.#realm = realm
    this.#transport = transport
    this.#throttle = new Throttle(transport, (name) => {
      if (this.#capable('connection.blocked')) this.#send(0, name, { reason: 'low on memory' })
    })
    transport.expire(HANDSHAKE)
  }

  /** Empty until it has said who it is. */
  get user(): string {
    return this.#user
  }
  /** As RabbitMQ's management names it. */
  get name(): string {
    const { host, port, peerHost, peerPort } = this.#transport.ends
    return `${peerHost}:${peerPort} -> ${host}:${port}`
  }
  get ends(): Ends {
    return this.#transport.ends
  }
  get limits(): typeof LIMITS {
    return this.#limits
  }
  get clientProperties(): Table {
    return this.#clientProperties
  }
  get channels(): Iterable<Channel> {
    return this.#channels?.open ?? []
  }
  get blocked(): boolean {
    return this.#throttle.holds
  }

  receive(chunk: Buffer): void {
    this.#silent = 0
    try {
      this.#reader.feed(this.#phase === 'greeting' ? this.#greet(chunk) : chunk)
      for (let next = this.#reader.next(); next !== undefined; next = this.#reader.next()) this.#frame(next)
    } catch (thrown) {
      if (!(thrown instanceof MalformedFrame)) throw thrown
      // Where the next frame would begin nobody knows: there is no waiting for close-ok.
      this.#close(new Refusal('frame-error', thrown.message))
      this.lost()
    }
  }

  /** Called every half of a heartbeat. */
  beat(): void {
    if (!this.#throttle.holds && ++this.#silent > SILENCE) return this.lost()
    if (!this.#sent) this.#transport.send(HEARTBEAT)
    this.#sent = false
  }

  /** Called now and then. */
  tick(): void {
    this.#channels?.tick()
  }

  /** The transport has room again. */
  drained(): void {
    this.#channels?.resume()
  }

  /** The socket is gone, or is to go: what was not acknowledged goes back to its queues. */
  lost(): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#leave()
    this.#transport.end()
  }

  /** Closes it for a reason of the broker's own. */
  force(why: string): void {
    this.#close(new Refusal('connection-forced', why))
  }

  #leave(): void {
    this.#throttle.end()
    const channels = this.#channels
    this.#channels = undefined
    channels?.dissolve()
    this.#realm.left(this)
  }

  /** The bytes behind the header. */
  #greet(chunk: Buffer): Buffer {
    const behind = this.#greeting.take(chunk)
    if (behind === 'other') {
      this.#transport.send(PROTOCOL_HEADER)
      this.lost()
    }
    if (behind === 'other' || behind === undefined) return Buffer.alloc(0)
    this.#phase = 'starting'
    this.#send(0, 'connection.start', {
      versionMajor: 0,
      versionMinor: 9,
      serverProperties: serverProperties(this.#realm.version),
      mechanisms: Buffer.from('PLAIN'),
      locales: Buffer.from('en_US'),
    })
    return behind
  }

  #frame(received: Frame): void {
    if (this.#phase === 'closed' || (received.type === FRAME.heartbeat && received.channel === 0)) return
    const method = received.type === FRAME.method ? decodeMethod(received.payload) : undefined
    try {
      if (received.type === FRAME.heartbeat || (received.channel === 0 && method === undefined)) {
        throw new Refusal('unexpected-frame', `type ${received.type} on channel ${received.channel}`, null)
      }
      if (received.channel !== 0) this.#channels?.receive(received, method)
      else if (method !== undefined) this.#method(method)
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      // Content belongs to the publish before it.
      const about = thrown.about === undefined ? (method?.name ?? 'basic.publish') : thrown.about
      if (thrown.closes === 'channel' && this.#channels !== undefined && about !== null) this.#channels.close(received.channel, thrown, about)
      else this.#close(thrown, about)
    }
  }

  #method(method: Method): void {
    if (method.name === 'connection.close') return this.#closedByClient()
    switch (this.#phase) {
      case 'starting':
        if (method.name === 'connection.start-ok') return this.#start(method.args)
        break
      case 'tuning':
        if (method.name === 'connection.tune-ok') return this.#tune(method.args)
        break
      case 'opening':
        if (method.name === 'connection.open') return this.#open(method.args.virtualHost)
        break
      case 'closing':
        if (method.name === 'connection.close-ok') this.lost()
        return
      case 'running':
        if (method.name === 'connection.update-secret') throw new Refusal('not-implemented', method.name)
        break
      case 'greeting':
      case 'closed':
        return
    }
    throw new Refusal('channel-error', 'unexpected method in connection state ' + this.#phase)
  }

  #start({ clientProperties, mechanism, response }: MethodArgs<'connection.start-ok'>): void {
    this.#clientProperties = clientProperties
    this.#capable = capabilitiesOf(clientProperties)
    const credentials = plain(mechanism, response)
    this.#realm.authenticate(credentials)
    this.#user = credentials.name
    this.#phase = 'tuning'
    this.#send(0, 'connection.tune', LIMITS)
  }

  #tune(asked: MethodArgs<'connection.tune-ok'>): void {
    this.#limits = tuned(asked)
    this.#reader.frameMax = this.#limits.frameMax
    this.#transport.beatEvery(this.#limits.heartbeat * 500)
    this.#phase = 'opening'
  }

  #open(virtualHost: string): void {
    const host = this.#realm.enter(this, virtualHost)
    const { channelMax, frameMax } = this.#limits
    const [realm, transport] = [this.#realm, this.#transport]
    this.#channels = new Channels(
      {
        host,
        owner: this,
        user: this.#user,
        ids: this.#realm.ids,
        hearsCancel: this.#capable('consumer_cancel_notify'),
        get consumerTimeout() {
          return realm.consumerTimeout
        },
        get congested() {
          return transport.congested
        },
        published: () => {
          if (host.memory.scarce) this.#throttle.hold(host.memory)
        },
        send: (channel, name, args) => this.#send(channel, name, args),
        sendContent: (channel, name, args, message) => this.#write(contentFrames(name, args, message, { channel, frameMax })),
      },
      channelMax,
    )
    this.#phase = 'running'
    transport.expire(undefined)
    this.#send(0, 'connection.open-ok')
  }

  /** The client is the one to hang up now. */
  #closedByClient(): void {
    this.#leave()
    this.#phase = 'closing'
    this.#transport.expire(CLOSING)
    this.#send(0, 'connection.close-ok')
  }

  /** RabbitMQ hangs up without a word on who shakes hands wrongly; that a login failed is told to who says it may be. */
  #unspoken(refusal: Refusal): boolean {
    if (this.#phase === 'tuning') return true
    return this.#phase === 'starting' && (refusal.code !== ACCESS_REFUSED || !this.#capable('authentication_failure_close'))
  }

  #close(refusal: Refusal, about: MethodName | null = null): void {
    if (this.#phase === 'closing' || this.#phase === 'closed') return
    this.#leave()
    if (this.#unspoken(refusal)) return this.lost()
    this.#phase = 'closing'
    this.#transport.expire(CLOSING)
    const ids = about === null ? {} : idOf(about)
    this.#send(0, 'connection.close', { replyCode: refusal.code, replyText: refusal.message, ...ids })
  }

  #send<N extends MethodName>(channel: number, name: N, args: Partial<MethodArgs<N>> = {}): void {
    this.#write(frame(FRAME.method, channel, encodeMethod(name, args)))
  }

  #write(bytes: Buffer): void {
    this.#sent = true
    this.#transport.send(bytes)
  }
}
