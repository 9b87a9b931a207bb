// Where frames wait. A hold waits for its event; once reached it shuts one direction of a tap, until it is released or
// dropped. A direction is open when no hold shuts it.
import type { AmqpEvent } from '@ackademy/contract/recording.ts'
import type { Sender } from '../amqp/senders.ts'

export interface TapHold {
  /** Resolves with the held event; rejects with what the predicate threw. */
  readonly reached: Promise<AmqpEvent>
  /** The held frame and what follows pass; a hold that is not reached yet is disarmed. */
  release(): void
  /** Throws away what waits and cuts all connections; a hold that is not reached yet is disarmed, and nothing is cut. */
  drop(): void
}

interface Armed {
  readonly at: (event: AmqpEvent) => boolean
  readonly reach: (event: AmqpEvent) => void
  readonly fail: (error: unknown) => void
}

export interface HoldsOptions {
  /** A direction that was shut is open again. */
  opened(from: Sender): void
  cut(): void
}

export class Holds {
  readonly #options: HoldsOptions
  readonly #armed = new Set<Armed>()
  readonly #shut = { program: new Set<Armed>(), broker: new Set<Armed>() }

  constructor(options: HoldsOptions) {
    this.#options = options
  }

  arm(at: (event: AmqpEvent) => boolean): TapHold {
    const { promise: reached, resolve: reach, reject: fail } = Promise.withResolvers<AmqpEvent>()
    reached.catch(() => undefined) // whoever awaits it is told; a hold nobody awaits must not end the lab
    const hold: Armed = { at, reach, fail }
    this.#armed.add(hold)
    return {
      reached,
      release: () => this.#lift(hold),
      drop: () => {
        const wasReached = this.#shuts(hold)
        if (wasReached) this.#options.cut()
        this.#lift(hold)
      },
    }
  }

  /** Whether this event is where a hold waits for; what came from that side then has to wait. */
  reaches(from: Sender, event: AmqpEvent): boolean {
    for (const hold of this.#armed) {
      try {
        if (!hold.at(event)) continue
      } catch (error) {
        this.#armed.delete(hold)
        hold.fail(error)
        continue
      }
      this.#armed.delete(hold)
      this.#shut[from].add(hold)
      hold.reach(event)
    }
    return this.isShut(from)
  }

  isShut(from: Sender): boolean {
    return this.#shut[from].size > 0
  }

  liftAll(): void {
    for (const hold of [...this.#armed, ...this.#shut.program, ...this.#shut.broker]) this.#lift(hold)
  }

  #shuts(hold: Armed): boolean {
    return this.#shut.program.has(hold) || this.#shut.broker.has(hold)
  }

  #lift(hold: Armed): void {
    this.#armed.delete(hold)
    for (const from of ['program', 'broker'] as const) {
      if (this.#shut[from].delete(hold) && !this.isShut(from)) this.#options.opened(from)
    }
  }
}
