// A RabbitMQ in a container that stops and starts by orders on its stdin. The container goes on between the two, with its ports and its
// data, and ends by itself when the lab's end of its stdin is gone: nothing is left of a lab that was killed.
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'
import type { BrokerSettings } from '@ackademy/contract/exercise.ts'
import type { Endpoint } from '../engines/engine.ts'
import { LabError } from '../errors.ts'
import { BOOT_MS, FAILED, UP } from './boot.ts'
import { createOptions, NUMBERS, USER, type BrokerPlan } from './broker-container.ts'
import { freePorts, portTaken } from './free-ports.ts'
import { Management } from './management.ts'

const MEMORY = 512 * 1024 * 1024
const STARTED = /^lab: started$/
const STOPPED = /^lab: stopped$/
const SET = /^lab: set$/

export interface OrderedPlan extends Pick<BrokerPlan, 'image' | 'network' | 'labels' | 'address'> {
  readonly settings: BrokerSettings
}

export class OrderedBroker implements AsyncDisposable {
  readonly endpoint: Endpoint
  readonly management: Management
  readonly #container: Docker.Container
  readonly #stream: NodeJS.ReadWriteStream
  readonly #last: string[] = []
  #waiting: { readonly for: RegExp; readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined
  #state: 'up' | 'down' | 'gone' = 'down'

  private constructor(docker: Docker, plan: BrokerPlan, container: Docker.Container, stream: NodeJS.ReadWriteStream) {
    this.#container = container
    this.#stream = stream
    const { address: host = '127.0.0.1', ports = NUMBERS } = plan
    this.endpoint = { host, port: ports.amqp }
    const admin = new URL(`http://${USER}:${plan.password}@${host}:${ports.management}`)
    this.management = new Management(() => admin)
    const output = new PassThrough()
    docker.modem.demuxStream(stream, output, output)
    createInterface({ input: output }).on('line', (line) => this.#hear(line))
    stream.on('error', () => undefined) // it closes then
    stream.once('close', () => this.#lost())
    stream.once('end', () => this.#lost())
  }

  /** Running. Throws LabError `broker-failed`. */
  static async open(docker: Docker, ordered: OrderedPlan): Promise<OrderedBroker> {
    for (let attempt = 1; ; attempt++) {
      const password = randomBytes(18).toString('base64url')
      const ports = ordered.address === undefined ? { ports: await freePorts() } : {}
      const plan: BrokerPlan = { ...ordered, ...ports, password, memory: MEMORY, ordered: true }
      const container = await docker.createContainer(createOptions(plan))
      try {
        const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
        const broker = new OrderedBroker(docker, plan, container, stream)
        await broker.#answered('start', UP, () => container.start())
        broker.#state = 'up'
        return broker
      } catch (cause) {
        await container.remove({ force: true, v: true }).catch(() => undefined) // the first error says more
        if (portTaken(cause) && attempt < 5) continue
        if (cause instanceof LabError) throw cause
        throw new LabError(
          'broker-failed',
          `A RabbitMQ of the exercise’s own could not be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
          '`npm run lab -- doctor` tells what is missing.',
          { cause },
        )
      }
    }
  }

  get state(): 'up' | 'down' | 'gone' {
    return this.#state
  }

  async start(): Promise<void> {
    if (this.#state === 'up') return
    await this.#answered('start', STARTED, () => this.#stream.write('start\n'))
    this.#state = 'up'
  }

  async stop(): Promise<void> {
    if (this.#state === 'down') return
    await this.#answered('stop', STOPPED, () => this.#stream.write('stop\n'))
    this.#state = 'down'
  }

  /** For channels opened from now on: a channel keeps what the broker allowed when it was opened. */
  setConsumerTimeout(milliseconds: number): Promise<void> {
    return this.#answered('set its acknowledgement timeout', SET, () => this.#stream.write(`consumer_timeout ${milliseconds}\n`))
  }

  async #answered(order: string, answer: RegExp, give: () => unknown): Promise<void> {
    if (this.#state === 'gone') throw this.#failed('is gone')
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.#waiting = { for: answer, resolve: () => resolve(undefined), reject }
    const timer = setTimeout(() => reject(this.#failed(`did not ${order} in ${BOOT_MS / 1000} s`)), BOOT_MS)
    try {
      await Promise.all([give(), promise])
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
    }
  }

  #hear(line: string): void {
    this.#last.push(line)
    if (this.#last.length > 20) this.#last.shift()
    if (this.#waiting?.for.test(line)) this.#waiting.resolve()
    else if (FAILED.test(line)) this.#waiting?.reject(this.#failed('did not start'))
  }

  #lost(): void {
    this.#state = 'gone'
    this.#waiting?.reject(this.#failed('ended'))
  }

  #failed(how: string): LabError {
    return new LabError(
      'broker-failed',
      `The exercise’s RabbitMQ ${how}. Its last lines:\n${this.#last.join('\n')}`,
      'Run again: a new one is started.',
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lost()
    this.#stream.end()
    await removed(this.#container)
  }
}

/** Its end of stdin ends the container too, and then its engine removes it: both are awaited. */
async function removed(container: Docker.Container): Promise<void> {
  const statusOf = (error: unknown) => (error instanceof Error && 'statusCode' in error ? error.statusCode : undefined)
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (statusOf(error) === 404) return
    if (statusOf(error) !== 409) throw error
    await container.wait({ condition: 'removed' }).catch((late: unknown) => {
      if (statusOf(late) !== 404) throw late
    })
  }
}
