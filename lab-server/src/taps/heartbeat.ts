// Silence on a connection that agreed on heartbeats (0-9-1 §4.2.7): after twice the interval without a byte a side counts
// as gone. Any byte is as good as a heartbeat.
import type { Sender } from '../amqp/senders.ts'

export class Silence {
  #heardAt: number
  #told = false

  /** `now` in milliseconds of a monotonic clock, here and below. */
  constructor(now: number) {
    this.#heardAt = now
  }

  heard(now: number): void {
    this.#heardAt = now
    this.#told = false
  }

  /** Seconds of a silence longer than two `heartbeat`s (seconds; 0: none agreed), once a silence. */
  missed(heartbeat: number, now: number): number | undefined {
    const seconds = (now - this.#heardAt) / 1000
    if (this.#told || heartbeat === 0 || seconds <= 2 * heartbeat) return undefined
    this.#told = true
    return seconds
  }
}

export const silences = (now: number): Record<Sender, Silence> => ({ program: new Silence(now), broker: new Silence(now) })
