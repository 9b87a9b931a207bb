import type { Memory } from './memory.ts'
import type { Transport } from './transport.ts'

/** Holds a publisher back while memory is scarce, and tells it so (https://www.rabbitmq.com/docs/connection-blocked). */
export class Throttle {
  readonly #transport: Transport
  readonly #tell: (name: 'connection.blocked' | 'connection.unblocked') => void
  /** While it is held: takes back the wish to be told of relief. */
  #forget: (() => void) | undefined

  constructor(transport: Transport, tell: (name: 'connection.blocked' | 'connection.unblocked') => void) {
    this.#transport = transport
    this.#tell = tell
  }

  get holds(): boolean {
    return this.#forget !== undefined
  }

  hold(memory: Memory): void {
    if (this.holds) return
    this.#tell('connection.blocked')
    this.#transport.hold(true)
    this.#forget = memory.whenRelieved(() => {
      this.#forget = undefined
      this.#tell('connection.unblocked')
      this.#transport.hold(false)
    })
  }

  /** The connection ends: nothing is told any more. */
  end(): void {
    if (this.#forget === undefined) return
    this.#forget()
    this.#forget = undefined
    this.#transport.hold(false)
  }
}
