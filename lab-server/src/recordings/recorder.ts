// Numbers and times what is seen, keeps it up to a cap, and fans it out. One Recorder makes one Recording.
import type { Event, Recording, RecordingHeader, Unnumbered } from '@ackademy/contract/recording.ts'

export interface Caps {
  readonly events: number
  /** Bytes of message bodies kept, in base64. */
  readonly bodies: number
}
const CAPS: Caps = { events: 20_000, bodies: 32 * 1024 * 1024 }

export class Recorder implements Recording {
  readonly header: RecordingHeader
  readonly events: Event[] = []
  readonly #now: () => number
  readonly #caps: Caps
  readonly #start: number
  readonly #listeners = new Set<(event: Event) => void>()
  #bodies = 0
  #closed = false

  /** `now`: a monotonic clock in milliseconds. */
  constructor(header: RecordingHeader, now: () => number, caps: Caps = CAPS) {
    this.header = header
    this.#now = now
    this.#caps = caps
    this.#start = now()
  }

  /** Once the end or the cap is met nothing more is kept; the event still comes back numbered, for whoever must go on. */
  record<E extends Event>(event: Unnumbered<E>): E {
    const numbered = { seq: this.events.length + 1, at: this.elapsed(), ...event } as unknown as E
    if (this.#closed) return numbered
    if ('body' in numbered) this.#bodies += numbered.body.base64.length
    if (this.events.length >= this.#caps.events - 1 || this.#bodies > this.#caps.bodies) {
      this.#closed = true
      this.#keep({ seq: numbered.seq, at: numbered.at, source: 'lab', type: 'truncated', cap: this.#caps.events })
      return numbered
    }
    if (numbered.type === 'lab.end') this.#closed = true
    this.#keep(numbered)
    return numbered
  }

  get closed(): boolean {
    return this.#closed
  }

  /** `listen` is called with every event kept from now on. */
  subscribe(listen: (event: Event) => void): () => void {
    this.#listeners.add(listen)
    return () => this.#listeners.delete(listen)
  }

  /** Milliseconds since the start. */
  elapsed(): number {
    return Math.round((this.#now() - this.#start) * 1000) / 1000
  }

  #keep(event: Event): void {
    this.events.push(event)
    for (const listen of this.#listeners) listen(event)
  }
}
