// A tap before a program that is nobody's exercise: it dials here instead of its broker, in whatever language it is written, and the same
// rules that judge an exercise name its mistakes as they happen.
import { FORMAT, type AmqpEvent, type Event } from '@ackademy/contract/recording.ts'
import { anywhere } from '@ackademy/wire/mistakes/anywhere.ts'
import { Looking } from '@ackademy/wire/mistakes/looking.ts'
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'
import { Wire } from '@ackademy/wire/wire.ts'
import type { Endpoint, Listener } from '../engines/engine.ts'
import { Recorder } from '../recordings/recorder.ts'
import { openTap, type Tap } from '../taps/tap.ts'

export interface Watched {
  /** The broker. */
  readonly to: Endpoint
  /** Where programs dial instead. */
  readonly listen: Endpoint
  /** Milliseconds without an event after which what is unacknowledged counts as left so. */
  readonly quietMs: number
  /** Most events that are kept and judged; bytes pass on after that. */
  readonly mostEvents: number
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
  readonly event?: (event: Event) => void
  /** A mistake is seen that was not seen before. */
  readonly seen: (seen: Seen) => void
  readonly unreachable: (error: Error) => void
}

export class Watcher implements AsyncDisposable {
  readonly #given: Watched
  readonly #recorder: Recorder
  readonly #wire = new Wire()
  readonly #told = new Set<string>()
  #tap: Tap | undefined
  #connections = 0
  readonly #looking: Looking
  #quiet: NodeJS.Timeout | undefined

  private constructor(given: Watched) {
    this.#given = given
    this.#looking = new Looking({
      wire: this.#wire,
      later: (ms, act) => {
        const timer = setTimeout(act, ms)
        return () => clearTimeout(timer)
      },
      now: given.now,
      seen: (mistakes) => this.#tell(mistakes),
    })
    const broker = `${given.to.host}:${given.to.port}`
    const header = { format: FORMAT, exercise: 'watch', contentHash: '', engine: 'none', services: { rabbitmq: broker }, seed: '' } as const
    this.#recorder = new Recorder(header, given.now, { events: given.mostEvents, bodies: 256 * 1024 * 1024 })
    this.#recorder.subscribe((event) => this.#seen(event))
  }

  /** Throws LabError `config` when the address to listen at can't be had. */
  static async open(given: Watched): Promise<Watcher> {
    const watcher = new Watcher(given)
    watcher.#tap = await openTap({
      program: 'app',
      upstream: given.to,
      listen: given.listen,
      record: (event) => watcher.#recorder.record<AmqpEvent>(event),
      nextConnection: () => ++watcher.#connections,
      onUpstreamError: given.unreachable,
      now: given.now,
    })
    return watcher
  }

  get listener(): Listener {
    if (this.#tap === undefined) throw new Error('the watcher is not open')
    return this.#tap.listener
  }

  get recording(): Recorder {
    return this.#recorder
  }

  /** All mistakes so far. */
  mistakes(): Seen[] {
    return anywhere(this.#wire)
  }

  #seen(event: Event): void {
    this.#wire.add(event)
    this.#given.event?.(event)
    this.#looking.changed()
    clearTimeout(this.#quiet)
    if (event.source === 'amqp' && !this.#recorder.closed) this.#quiet = setTimeout(() => this.#giveUp(event.seq), this.#given.quietMs)
  }

  #tell(mistakes: readonly Seen[]): void {
    for (const seen of mistakes) {
      if (this.#told.has(seen.mistake)) continue
      this.#told.add(seen.mistake)
      this.#given.seen(seen)
    }
  }

  /** An absence counts once it is recorded. */
  #giveUp(since: number): void {
    const held = this.#wire.deliveries.some(({ noAck, settledBy, returnedBy }) => !noAck && settledBy === undefined && returnedBy === undefined)
    if (!held) return
    const waitedMs = this.#given.quietMs
    this.#recorder.record({ source: 'lab', type: 'lab.deadline', what: 'acknowledgements', waitedMs, since, limit: false })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#quiet)
    this.#looking.look()
    await this.#tap?.[Symbol.asyncDispose]()
    this.#tap?.cut()
  }
}
