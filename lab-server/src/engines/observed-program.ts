// For tests: a program whose output can be awaited, instead of slept for.
import type { Exit, Limit, Process } from './engine.ts'

export class ObservedProgram {
  readonly process: Process
  text = ''
  limits: Limit[] = []
  readonly #waiting = new Set<() => void>()

  constructor(process: Process) {
    this.process = process
    process.onOutput((text) => {
      this.text += text
      for (const look of this.#waiting) look()
    })
    process.onLimit((limit) => {
      this.limits.push(limit)
      for (const look of this.#waiting) look()
    })
  }

  /** Resolves once `seen` is in the output; fails when the program ends without. */
  async printed(seen: string): Promise<void> {
    await this.until(() => this.text.includes(seen), `the output ${JSON.stringify(seen)}`)
  }

  async limited(): Promise<void> {
    await this.until(() => this.limits.length > 0, 'the output limit')
  }

  /** The exit, and all that was printed. */
  async ended(): Promise<Exit & { text: string }> {
    return { ...(await this.process.exited), text: this.text }
  }

  async until(met: () => boolean, what: string): Promise<void> {
    if (met()) return
    let look: () => void = () => undefined
    const seen = new Promise<true>((resolve) => {
      look = () => {
        if (met()) resolve(true)
      }
    })
    this.#waiting.add(look)
    const inTime = await Promise.race([seen, this.process.exited.then(met)])
    this.#waiting.delete(look)
    if (!inTime) throw new Error(`The program ended before ${what}. It printed: ${this.text.slice(-2000)}`)
  }
}
