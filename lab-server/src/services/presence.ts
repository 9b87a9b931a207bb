// That a lab lives, as the broker knows it: an exclusive queue in a virtual host of the lab's own, which is there exactly as long as the
// lab's connection. So a lab can tell what a dead one left behind from what a living one uses, on a broker they share.
//
//   ackademy-0123456789ab      the lab's own virtual host and user; in it the queue `alive`
//   ackademy-0123456789ab-7    a session's
import { randomBytes } from 'node:crypto'
import { setTimeout as elapsed } from 'node:timers/promises'
import amqp from 'amqplib'
import type { Endpoint } from '../engines/engine.ts'
import type { Management } from './management.ts'
import { amqpUrl } from './rabbitmq.ts'

const QUEUE = 'alive'
const NAME = /^ackademy-([0-9a-f]{12})(?:-\d+)?$/

export const newInstance = (): string => randomBytes(6).toString('hex')
export const sessionName = (instance: string, number: number): string => `${labName(instance)}-${number}`
const labName = (instance: string): string => `ackademy-${instance}`
/** '' where a name is no lab's. */
const labOf = (name: string): string => NAME.exec(name)?.[1] ?? ''

/** Whether any lab's queue is there. */
export async function anyLabLives(management: Management): Promise<boolean> {
  for (const lab of new Set((await management.virtualHosts()).map(labOf)))
    if (lab !== '' && (await management.hasQueue(labName(lab), QUEUE))) return true
  return false
}

export interface PresenceGiven {
  readonly management: Management
  readonly endpoint: () => Endpoint
  readonly instance: string
  /** Called when the connection is lost; resolves when the broker should answer again. */
  readonly revive?: () => Promise<void>
  /** The connection was lost, and is there again. */
  readonly back?: () => void
  readonly log: (line: string) => void
}

/** Between two looks for what dead labs left. A lab is taken for dead when two in a row did not find its queue. */
const SWEEP_MS = 20_000
/** Between two tries to reach a broker that is gone: nothing tells when it is back. */
const RETRY_MS = 1000

export class Presence implements AsyncDisposable {
  readonly #given: PresenceGiven
  readonly #password = randomBytes(18).toString('base64url')
  readonly #timer: NodeJS.Timeout
  readonly #closing = new AbortController()
  #connection: amqp.ChannelModel | undefined
  #suspects: ReadonlySet<string> = new Set()

  private constructor(given: PresenceGiven) {
    this.#given = given
    this.#timer = setInterval(() => void this.sweep().catch(() => undefined), SWEEP_MS).unref()
  }

  /** Throws what the broker answers. */
  static async open(given: PresenceGiven): Promise<Presence> {
    const presence = new Presence(given)
    try {
      await presence.#connect()
      await presence.sweep()
      return presence
    } catch (error) {
      await presence[Symbol.asyncDispose]()
      throw error
    }
  }

  async #connect(): Promise<void> {
    const { management, endpoint, instance } = this.#given
    const name = labName(instance)
    await Promise.all([management.makeVirtualHost(name), management.makeUser(name, { password: this.#password })])
    await management.permit(name, name)
    const url = `${amqpUrl({ name, user: name, password: this.#password }, endpoint())}?heartbeat=15`
    const connection = await amqp.connect(url, { noDelay: true, timeout: 10_000 })
    connection.on('error', () => undefined) // 'close' follows
    connection.once('close', () => void this.#lost(connection))
    try {
      await (await connection.createChannel()).assertQueue(QUEUE, { exclusive: true, durable: false })
    } catch (error) {
      await connection.close().catch(() => undefined)
      throw error
    }
    this.#connection = connection
  }

  async #lost(connection: amqp.ChannelModel): Promise<void> {
    if (this.#connection !== connection) return
    this.#connection = undefined
    this.#given.log('The connection to RabbitMQ is lost.')
    while (!this.#closing.signal.aborted) {
      try {
        await this.#given.revive?.()
        await this.#connect()
        this.#given.log('RabbitMQ answers again.')
        return this.#given.back?.()
      } catch {
        await elapsed(RETRY_MS, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined)
      }
    }
  }

  /** Looks for dead labs, and deletes what those left that were dead at the last look too. */
  async sweep(): Promise<void> {
    const { management, instance } = this.#given
    const [virtualHosts, users] = await Promise.all([management.virtualHosts(), management.users()])
    const dead = new Set<string>()
    for (const other of new Set([...virtualHosts, ...users].map(labOf)))
      if (other !== '' && other !== instance && !(await management.hasQueue(labName(other), QUEUE))) dead.add(other)
    const isLeft = (name: string) => dead.has(labOf(name)) && this.#suspects.has(labOf(name))
    for (const name of virtualHosts.filter(isLeft)) await management.deleteVirtualHost(name)
    for (const name of users.filter(isLeft)) await management.deleteUser(name)
    this.#suspects = dead
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    clearInterval(this.#timer)
    const { management, instance } = this.#given
    const connection = this.#connection
    this.#connection = undefined
    await connection?.close().catch(() => undefined)
    try {
      await management.deleteVirtualHost(labName(instance))
      await management.deleteUser(labName(instance))
    } catch {
      // the broker is gone; the next lab that starts deletes it
    }
  }
}
