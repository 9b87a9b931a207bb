// Plays a scenario: the Lab's verbs on a Stage. Waits end by evidence, or by a recorded deadline that starts at the last evidence.
import { z } from 'zod'
import type { AmqpEvent, Event, FieldValue } from '@ackademy/contract/recording.ts'
import type { Counts, Employed, Hold, Lab, Outgoing, Patience, Taken } from '@ackademy/contract/scenario.ts'
import type { Wire } from '@ackademy/wire/wire.ts'
import type { OwnBroker } from '../services/rabbitmq.ts'
import type { TapHold } from '../taps/tap.ts'
import { countsOnce } from './counts-once.ts'
import type { QueueState } from './lab-connection.ts'
import { seeded } from './seeded.ts'
import type { Stage } from './stage.ts'

const QUIET_MS = 2500
/** A program that has not dialled yet may still be starting: Node takes its time on a busy machine. */
const BOOT_MS = 8000

/** What the lab did that may have an effect still, or was done to it. */
const EVIDENT: ReadonlySet<string> = new Set(['lab.publish', 'lab.release', 'lab.take', 'lab.broker-start'])

export class Player implements Lab<Wire> {
  readonly random: () => number
  readonly #stage: Stage
  readonly #timeLimitMs: number
  /** Counted from the first wait: the lab's own preparations are not the program's time. */
  #limitAt: number | undefined
  readonly #now: () => number
  readonly #signal: AbortSignal
  readonly #progress: (text: string) => void
  readonly #holds = new Map<string, Set<Hold>>()

  constructor(given: { stage: Stage; timeLimitMs: number; now: () => number; signal: AbortSignal; progress?: (text: string) => void }) {
    this.#stage = given.stage
    this.#now = given.now
    this.#timeLimitMs = given.timeLimitMs
    this.#signal = given.signal
    this.#progress = given.progress ?? (() => {})
    this.random = seeded(given.stage.seed)
  }

  get wire(): Wire {
    return this.#stage.wire
  }

  id(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.random() * 16).toString(16)).join('')
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  }

  step(text: string): void {
    this.#stage.recorder.record({ source: 'lab', type: 'lab.step', text })
    this.#progress(text)
  }

  async declareQueue(queue: string, options: { durable?: boolean; arguments?: Record<string, FieldValue> } = {}): Promise<void> {
    const { durable = true, arguments: given = {} } = options
    await this.#stage.connection.channel.assertQueue(queue, { durable, arguments: given })
    this.#stage.recorder.record({ source: 'lab', type: 'lab.queue', queue, durable, arguments: given })
  }

  async deleteQueue(queue: string): Promise<void> {
    this.#stage.recorder.record({ source: 'lab', type: 'lab.queue-delete', queue })
    await this.#stage.connection.channel.deleteQueue(queue)
  }

  async declareExchange(exchange: string, type: string): Promise<void> {
    await this.#stage.connection.channel.assertExchange(exchange, type, { durable: true })
    this.#stage.recorder.record({ source: 'lab', type: 'lab.exchange', exchange, exchangeType: type })
  }

  async bindQueue(queue: string, exchange: string, routingKey: string): Promise<void> {
    await this.#stage.connection.channel.bindQueue(queue, exchange, routingKey)
    this.#stage.recorder.record({ source: 'lab', type: 'lab.bind', queue, exchange, routingKey })
  }

  async publish(message: Outgoing): Promise<string> {
    const messageId = message.properties?.messageId ?? this.id()
    const sent = await this.#stage.connection.publish(message, messageId)
    this.#stage.recorder.record({ source: 'lab', type: 'lab.publish', messageId, ...sent })
    return messageId
  }

  async take(queue: string, howMany: number, patience: Patience = {}): Promise<readonly Taken[]> {
    const taken: Taken[] = []
    const stop = await this.#stage.connection.consume(queue, (message) => {
      this.#stage.recorder.record({ source: 'lab', type: 'lab.take', queue, ...message })
      taken.push(message)
    })
    try {
      await this.until(`${howMany} messages in ${queue}`, () => taken.length >= howMany, patience)
    } finally {
      await stop()
    }
    return taken
  }

  async takeFrom(queue: string): Promise<void> {
    await this.#stage.connection.consume(queue, (message) => this.#stage.recorder.record({ source: 'lab', type: 'lab.take', queue, ...message }))
  }

  async takeAll(queue: string): Promise<readonly Taken[]> {
    const taken = await this.#stage.connection.takeAll(queue)
    for (const message of taken) this.#stage.recorder.record({ source: 'lab', type: 'lab.take', queue, ...message })
    return taken
  }

  async ask(queue: string): Promise<QueueState> {
    const { exists, messagesReady, consumers } = await this.#stage.connection.ask(queue)
    this.#stage.recorder.record({ source: 'broker', type: 'broker.queue', queue, exists, messagesReady, consumers })
    return { exists, messagesReady, consumers }
  }

  async give(file: string, records: unknown): Promise<void> {
    const text = JSON.stringify(records, undefined, 2)
    await this.#stage.give(file, text + '\n')
    this.#stage.recorder.record({ source: 'lab', type: 'lab.give', file, records: z.json().parse(JSON.parse(text)) })
  }

  async read(file: string): Promise<string | undefined> {
    const text = await this.#stage.read(file)
    this.#stage.recorder.record({ source: 'lab', type: 'lab.read', file, ...(text !== undefined && { text }) })
    return text
  }

  employ(name: string, work: Employed): Promise<void> {
    return this.#stage.employ(name, work)
  }

  async counted(expected: Counts): Promise<void> {
    const counts = await countsOnce(this.#stage.virtualHost, expected, { now: this.#now, signal: this.#signal })
    this.#stage.recorder.record({ source: 'broker', type: 'broker.counts', ...counts })
  }

  async start(program: string): Promise<void> {
    this.#signal.throwIfAborted()
    await this.#stage.start(program)
  }

  async kill(program: string): Promise<void> {
    this.#stage.recorder.record({ source: 'lab', type: 'lab.kill', program, signal: 'SIGKILL' })
    await this.#end(program, 'SIGKILL')
  }

  stop(program: string): Promise<void> {
    return this.#end(program, 'SIGTERM')
  }

  async #end(program: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.#stage.programs.get(program)
    const ended = running?.end('lab', signal)
    // one that is killed never sees its socket cut
    if (signal === 'SIGKILL') await running?.exited
    // what was held back at the tap as a program ends never arrives: nobody would release it any more
    for (const hold of this.#holds.get(program) ?? []) hold.drop()
    await ended
    await this.#stage.taps.get(program)?.idle()
  }

  async stopBroker(): Promise<void> {
    this.#stage.recorder.record({ source: 'lab', type: 'lab.broker-stop' })
    await this.#broker.stop()
  }

  async startBroker(): Promise<void> {
    await this.#broker.start()
    await this.#stage.connection.reopen()
    this.#stage.recorder.record({ source: 'lab', type: 'lab.broker-start' })
  }

  async setConsumerTimeout(milliseconds: number): Promise<void> {
    await this.#broker.setConsumerTimeout(milliseconds)
    this.#stage.recorder.record({ source: 'lab', type: 'lab.consumer-timeout', consumerTimeout: milliseconds })
  }

  get #broker(): OwnBroker {
    const broker = this.#stage.ownBroker
    if (broker === undefined)
      throw new Error('the exercise shares its broker: only one of its own (ownBroker in exercise.json) can be stopped, or set')
    return broker
  }

  hold(program: string, what: string, at: (event: AmqpEvent) => boolean, patience: Patience = {}): Hold {
    const tap = this.#stage.taps.get(program)
    if (tap === undefined) throw new Error(`there is no tap for the program ${program}`)
    const armed = tap.hold(at)
    let held: AmqpEvent | undefined
    void armed.reached.then((event) => {
      held = event
      this.#stage.recorder.record({ source: 'lab', type: 'lab.hold', program, what, heldSeq: event.seq })
    })
    const hold = this.#holdOf(
      program,
      armed,
      () => held,
      async () => {
        await this.until(what, () => held !== undefined, patience)
        return held
      },
    )
    const holds = this.#holds.get(program) ?? new Set()
    this.#holds.set(program, holds.add(hold))
    return hold
  }

  #holdOf(program: string, armed: TapHold, held: () => AmqpEvent | undefined, wait: () => Promise<AmqpEvent | undefined>): Hold {
    let reached: Promise<AmqpEvent | undefined> | undefined
    let done = false
    const end = (dropped: boolean) => {
      if (done) return
      done = true
      const event = held()
      if (event) this.#stage.recorder.record({ source: 'lab', type: 'lab.release', program, heldSeq: event.seq, dropped })
      if (dropped) armed.drop()
      else armed.release()
    }
    return {
      // waiting starts when somebody asks, not when the hold is armed: the program may not run yet
      get reached() {
        return (reached ??= wait())
      },
      release: () => end(false),
      drop: () => end(true),
    }
  }

  async rest(why: string, { quietMs = QUIET_MS }: Patience = {}): Promise<void> {
    const from = this.#stage.recorder.elapsed()
    await this.#waitFor(() => false, quietMs)
    const waitedMs = Math.round(this.#stage.recorder.elapsed() - from)
    this.#stage.recorder.record({ source: 'lab', type: 'lab.rest', why, waitedMs })
  }

  async until(what: string, seen: (wire: Wire) => boolean, { quietMs = QUIET_MS }: Patience = {}): Promise<boolean> {
    const outcome = await this.#waitFor(seen, quietMs)
    if (outcome === 'seen') {
      // what the broker says to a wrong acknowledgement belongs to the evidence, however fast the right ones came
      if (this.wire.refusalDue) await this.#waitFor((wire) => !wire.refusalDue, quietMs)
      this.#stage.recorder.record({ source: 'lab', type: 'lab.seen', what })
      return true
    }
    const since = this.#lastEvidence()
    const waitedMs = Math.max(0, Math.round((this.#stage.recorder.elapsed() - (since?.at ?? 0)) * 1000) / 1000)
    this.#stage.recorder.record({ source: 'lab', type: 'lab.deadline', what, waitedMs, since: since?.seq ?? 0, limit: outcome === 'limit' })
    return false
  }

  #waitFor(seen: (wire: Wire) => boolean, quietMs: number): Promise<'seen' | 'quiet' | 'ended' | 'limit'> {
    const { promise, resolve, reject } = Promise.withResolvers<'seen' | 'quiet' | 'ended' | 'limit'>()
    let timer: NodeJS.Timeout | undefined
    let looking: NodeJS.Immediate | undefined
    const limitAt = (this.#limitAt ??= this.#now() + this.#timeLimitMs)
    const look = () => {
      looking = undefined
      clearTimeout(timer)
      if (this.#signal.aborted) return reject(this.#signal.reason)
      if (seen(this.wire)) return resolve('seen')
      if (this.#stage.programs.size === 0 && !this.#stage.employs) return resolve('ended')
      if (this.#stage.recorder.closed || this.#now() >= limitAt) return resolve('limit')
      const left = this.#patience(quietMs) - (this.#stage.recorder.elapsed() - (this.#lastEvidence()?.at ?? 0))
      if (left <= 0) return resolve('quiet')
      timer = setTimeout(look, Math.ceil(Math.min(left, limitAt - this.#now())))
    }
    const later = () => (looking ??= setImmediate(look))
    const unsubscribe = this.#stage.recorder.subscribe(later)
    this.#signal.addEventListener('abort', later, { once: true })
    // a program's exit is recorded a moment before it leaves the stage
    for (const program of this.#stage.programs.values()) void program.ended.then(later)
    look()
    return promise.finally(() => {
      unsubscribe()
      this.#signal.removeEventListener('abort', later)
      clearTimeout(timer)
      if (looking) clearImmediate(looking)
    })
  }

  #patience(quietMs: number): number {
    const dialled = (program: string) => {
      const start = this.wire.all('process.start').findLast((event) => event.program === program)
      return this.wire.all('socket.open').some((event) => event.program === program && event.seq > (start?.seq ?? 0))
    }
    return [...this.#stage.programs.keys()].every(dialled) ? quietMs : Math.max(quietMs, BOOT_MS)
  }

  /** The last that was seen, or that a program was given to answer: waiting for its answer starts there. */
  #lastEvidence(): Event | undefined {
    return this.wire.events.findLast((event) => event.source !== 'lab' || EVIDENT.has(event.type))
  }
}
