// A session's part of a RabbitMQ that many share: a virtual host and a user that may use only that, both with limits.
// A few are made before they are asked for, with the lab's connection to each, so that a session opens without waiting; and never before whoever took one
// has had a second of the broker for themselves, since making one is as much work for it as a whole check.
import { randomBytes } from 'node:crypto'
import type { Endpoint } from '../engines/engine.ts'
import { dial } from './dial.ts'
import type { Management, UserLimits, VirtualHostLimits } from './management.ts'
import { sessionName } from './presence.ts'
import { Turns } from '../turns.ts'
import { amqpUrl, type VirtualHost } from './rabbitmq.ts'

/** How many are kept ready. */
const READY = 2
const REST_MS = 1000
/** How many are made or deleted at the same time: whoever asks beyond that waits, and the broker answers each in time. */
export const AT_ONCE = 2

/** Far beyond what an exercise needs; what a runaway program meets before the broker itself suffers. */
export const LIMITS: UserLimits & VirtualHostLimits = { connections: 50, channels: 200, queues: 100, queueBytes: 64 * 1024 * 1024 }

export interface VirtualHostsGiven {
  readonly management: Management
  /** Where the broker answers now. */
  readonly endpoint: () => Endpoint
  /** Whose they are: names begin with it. */
  readonly instance: string
}

type Account = Pick<VirtualHost, 'name' | 'user' | 'password' | 'dialled'>

export class VirtualHosts implements AsyncDisposable {
  readonly #given: VirtualHostsGiven
  #ready: Promise<Account>[] = []
  /** Made, and not yet deleted. */
  readonly #names = new Set<string>()
  readonly #turns = new Turns(AT_ONCE)
  #next = 1
  #spare = 0
  #rest: NodeJS.Timeout | undefined

  constructor(given: VirtualHostsGiven) {
    this.#given = given
  }

  /** From now on some are made before they are asked for. */
  prepare(): void {
    this.#spare = READY
    this.#refill()
  }

  async open(): Promise<VirtualHost> {
    const ready = this.#ready.shift()
    this.#rest ??= setTimeout(() => this.#refill(), REST_MS).unref()
    // one that could not be made earlier may have been asked for while the broker was away
    const account = (await ready?.catch(() => undefined)) ?? (await this.#make())
    const { endpoint, management } = this.#given
    return { ...account, endpoint: endpoint(), management: management.address, [Symbol.asyncDispose]: () => this.#delete(account.name) }
  }

  /** The broker is another than it was: what was ready there is not here. */
  renew(): void {
    this.#ready = []
    this.#refill()
  }

  #refill(): void {
    clearTimeout(this.#rest)
    this.#rest = undefined
    while (this.#ready.length < this.#spare) {
      const making = this.#make().then((account) => this.#dialled(account))
      making.catch(() => undefined) // told to whoever opens it
      this.#ready.push(making)
    }
  }

  async #make(): Promise<Account> {
    const { management, instance } = this.#given
    const name = sessionName(instance, this.#next++)
    const account = { name, user: name, password: randomBytes(18).toString('base64url') }
    this.#names.add(name)
    try {
      await this.#turns.take(async () => {
        await Promise.all([
          management.makeVirtualHost(name, LIMITS),
          management.makeUser(name, { password: account.password, tags: 'management', limits: LIMITS }),
        ])
        await management.permit(name, name)
      })
      return account
    } catch (error) {
      await this.#delete(name)
      throw error
    }
  }

  /** Where nobody answers now, whoever opens it dials, and is told. */
  async #dialled(account: Account): Promise<Account> {
    const dialled = await dial(amqpUrl(account, this.#given.endpoint())).catch(() => undefined)
    return { ...account, dialled }
  }

  /** What can't be deleted now is tried again at the end, and by the next lab that starts. */
  async #delete(name: string): Promise<void> {
    try {
      await this.#turns.take(async () => {
        await this.#given.management.deleteVirtualHost(name)
        await this.#given.management.deleteUser(name)
      })
      this.#names.delete(name)
    } catch {
      // a session’s end is no place to fail
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#spare = 0
    clearTimeout(this.#rest)
    await Promise.allSettled(this.#ready)
    await Promise.all([...this.#names].map((name) => this.#delete(name)))
  }
}
