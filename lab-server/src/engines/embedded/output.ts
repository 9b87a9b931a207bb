// What a program prints, up to a cap. What comes after is read and dropped, so that the program runs on, but slowly: at about 5 MB/s a program that floods
// mostly waits for its terminal, and costs the lab neither memory nor more than a few hundredths of a core.
import { Buffer } from 'node:buffer'
import type { Limit } from '../engine.ts'

export interface Source {
  pause(): void
  resume(): void
}

const DROPPED_A_TURN = 256 * 1024
const TURN_MS = 50

export class Output {
  readonly #source: Source
  readonly #allowed: number
  #left: number
  #dropped = 0
  #turn: NodeJS.Timeout | undefined
  #kept: string[] = []
  #listen: ((text: string) => void) | undefined
  #listenLimit: ((limit: Limit) => void) | undefined
  #limitMet = false

  /** `allowed` in bytes of UTF-8. */
  constructor(source: Source, allowed: number) {
    this.#source = source
    this.#allowed = allowed
    this.#left = allowed
  }

  onOutput(listen: (text: string) => void): void {
    this.#listen = listen
    for (const text of this.#kept.splice(0)) listen(text)
  }

  onLimit(listen: (limit: Limit) => void): void {
    this.#listenLimit = listen
    if (this.#limitMet) listen({ limit: 'output', allowed: this.#allowed })
  }

  take(text: string): void {
    if (this.#limitMet) return this.#drop(text.length)
    const bytes = Buffer.byteLength(text)
    if (bytes <= this.#left) {
      this.#left -= bytes
      return this.#tell(text)
    }
    this.#limitMet = true
    // `stream` leaves out a character the cut went through.
    this.#tell(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text).subarray(0, this.#left), { stream: true }))
    this.#listenLimit?.({ limit: 'output', allowed: this.#allowed })
  }

  /** The program is gone: what it left behind is read without waiting. */
  end(): void {
    this.#dropped = -Infinity
    clearTimeout(this.#turn)
    this.#source.resume()
  }

  #tell(text: string): void {
    if (text === '') return
    if (this.#listen) this.#listen(text)
    else this.#kept.push(text)
  }

  #drop(length: number): void {
    this.#dropped += length
    if (this.#dropped < DROPPED_A_TURN || this.#turn) return
    this.#source.pause()
    this.#turn = setTimeout(() => {
      this.#turn = undefined
      this.#dropped = 0
      this.#source.resume()
    }, TURN_MS)
  }
}
