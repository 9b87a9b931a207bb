// So many at once, and the others in the order they came. Sixty containers that all boot together would starve the broker and the sessions that are open,
// and sixty virtual hosts asked for together would each take longer than the broker's answer is waited for; one after the other they are there as soon.
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(atOnce: number) {
    this.#free = atOnce
  }

  async take<Made>(act: () => Promise<Made>): Promise<Made> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await act()
    } finally {
      // handed on, so that nobody who comes now gets in between
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
