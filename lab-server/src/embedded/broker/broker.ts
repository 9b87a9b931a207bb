// An AMQP 0-9-1 broker in this process. What a lesson touches it does as RabbitMQ 3.10 does; what none touches yet it refuses
// by name (540). What is durable outlives a stop.
import { type Clock, CLOCK } from './clock.ts'
import { Connection, type Realm } from './connection.ts'
import { durableIn, type DurableStore, MemoryStore, restore } from './durable-store.ts'
import { loginRefused } from './handshake.ts'
import { Memory } from './memory.ts'
import { type Release, type ReleaseName, RELEASES } from './release.ts'
import { Refusal } from './refusal.ts'
import type { Transport } from './transport.ts'
import { VirtualHost } from './virtual-host.ts'

/** What a user may see of the management, and do there (https://www.rabbitmq.com/docs/management#permissions). */
export type Tag = 'management' | 'monitoring' | 'administrator'
export interface User {
  readonly name: string
  readonly password: string
  readonly virtualHosts: readonly string[]
  readonly tags?: readonly Tag[]
}
/** A connection past connection.open. */
export interface Presence {
  readonly connection: Connection
  readonly host: VirtualHost
  /** Milliseconds since 1970. */
  readonly since: number
}

export interface BrokerSettings {
  /** Makes what server-named queues and consumers are told apart by. */
  readonly ids: () => string
  /** Whose refusals and defaults it has; clients are told its version. */
  readonly rabbitmq?: ReleaseName
  /** Bytes all queues may hold before publishers are no longer read. */
  readonly memory?: number
  readonly clock?: Clock
  /**
   * Milliseconds an acknowledgement may take before its channel is closed, and how often that is looked at
   * (https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout).
   */
  readonly consumerTimeout?: number
  readonly consumerTick?: number
  /** Keeps what is durable while the broker is stopped; without one it is kept in memory. */
  readonly store?: DurableStore
}

const DEFAULTS = { rabbitmq: '3.10', memory: 268_435_456, clock: CLOCK, consumerTimeout: 1_800_000, consumerTick: 60_000 } as const

export class Broker {
  readonly #settings: Required<BrokerSettings>
  readonly #memory: Memory
  /** Milliseconds an acknowledgement may take before its channel is closed, for channels opened from now on. */
  consumerTimeout: number
  #ticking = false
  #stopped = false
  readonly #users = new Map<string, User>()
  readonly #hosts = new Map<string, VirtualHost>()
  readonly #connections = new Map<Connection, Presence>()

  constructor(settings: BrokerSettings) {
    this.#settings = { ...DEFAULTS, store: new MemoryStore(), ...settings }
    this.consumerTimeout = this.#settings.consumerTimeout
    this.#memory = new Memory(this.#settings.memory)
  }

  get release(): Release {
    return RELEASES[this.#settings.rabbitmq]
  }
  get virtualHosts(): Iterable<VirtualHost> {
    return this.#hosts.values()
  }
  get connections(): Iterable<Presence> {
    return this.#connections.values()
  }

  /** The user, if that is the password. */
  login(name: string, password: string): User | undefined {
    const user = this.#users.get(name)
    return user?.password === password ? user : undefined
  }

  addVirtualHost(name: string): void {
    this.#host(name)
  }

  #host(name: string): VirtualHost {
    const host = this.#hosts.get(name) ?? new VirtualHost(name, { memory: this.#memory, clock: this.#settings.clock, release: this.release })
    this.#hosts.set(name, host)
    return host
  }

  /** Closes all connections with connection-forced (320) and keeps what is durable. Users stay known. */
  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    for (const connection of [...this.#connections.keys()]) {
      connection.force("broker forced connection closure with reason 'shutdown'")
      connection.lost()
    }
    const hosts = [...this.#hosts.values()]
    const records = [...durableIn(hosts)]
    this.#hosts.clear()
    for (const host of hosts) host.end()
    await this.#settings.store.save(records)
  }

  /** After a stop, or to begin with what is in its store. Throws where the store cannot be read. */
  async start(): Promise<void> {
    await restore(this.#settings.store.load(), (name) => this.#host(name))
    this.#stopped = false
  }

  /** Closes its connections with connection-forced (320). */
  deleteVirtualHost(name: string): void {
    const host = this.#hosts.get(name)
    this.#hosts.delete(name)
    for (const { connection, host: at } of [...this.#connections.values()]) if (at === host) connection.force(`vhost '${name}' is deleted`)
    host?.end()
  }

  addUser(user: User): void {
    this.#users.set(user.name, user)
  }

  /** Closes its connections with connection-forced (320). */
  deleteUser(name: string): void {
    this.#users.delete(name)
    for (const connection of [...this.#connections.keys()]) if (connection.user === name) connection.force(`user '${name}' is deleted`)
  }

  /** A client has dialled. */
  connect(transport: Transport): Connection {
    const connection = new Connection(this.#realm, transport)
    if (this.#stopped) connection.lost()
    return connection
  }

  /** While there is a connection. */
  #tickLater(): void {
    const { clock, consumerTick } = this.#settings
    clock.after(consumerTick, () => {
      for (const connection of [...this.#connections.keys()]) connection.tick()
      if (this.#connections.size > 0) this.#tickLater()
      else this.#ticking = false
    })
  }

  get #realm(): Realm {
    const timeout = () => this.consumerTimeout
    return {
      get consumerTimeout() {
        return timeout()
      },
      ids: this.#settings.ids,
      version: this.release.version,
      authenticate: ({ name, password }) => {
        if (this.login(name, password) === undefined) throw loginRefused()
      },
      enter: (connection, name) => {
        const host = this.#hosts.get(name)
        if (host === undefined) throw new Refusal('not-allowed', `vhost ${name} not found`)
        if (this.#users.get(connection.user)?.virtualHosts.includes(name) !== true) {
          throw new Refusal('not-allowed', `access to vhost '${name}' refused for user '${connection.user}'`)
        }
        if (!this.#ticking) this.#tickLater()
        this.#ticking = true
        this.#connections.set(connection, { connection, host, since: this.#settings.clock.now() })
        return host
      },
      left: (connection) => this.#connections.delete(connection),
    }
  }
}
