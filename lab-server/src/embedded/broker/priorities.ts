// A queue with x-max-priority (https://www.rabbitmq.com/docs/priority): a backlog for each priority, the highest served first.
import { Backlog, type Waiting } from './backlog.ts'
import type { Entry } from './message.ts'

export class Priorities implements Waiting {
  /** By priority, the highest first. */
  readonly #backlogs: readonly Backlog[]

  /** `most`: the highest priority told apart; what is higher counts as this, what has none as 0. */
  constructor(most: number) {
    this.#backlogs = Array.from({ length: most + 1 }, () => new Backlog())
  }

  get length(): number {
    return this.#backlogs.reduce((sum, { length }) => sum + length, 0)
  }
  get bytes(): number {
    return this.#backlogs.reduce((sum, { bytes }) => sum + bytes, 0)
  }
  get head(): Entry | undefined {
    return this.#first?.head
  }

  put(entry: Entry): void {
    this.#of(entry).put(entry)
  }

  take(): Entry | undefined {
    return this.#first?.take()
  }

  putBack(entries: readonly Entry[]): void {
    const back = Map.groupBy(entries, (entry) => this.#of(entry))
    for (const [backlog, some] of back) backlog.putBack(some)
  }

  clear(): Entry[] {
    return this.#backlogs.flatMap((backlog) => backlog.clear())
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (const backlog of this.#backlogs) yield* backlog
  }

  get #first(): Backlog | undefined {
    return this.#backlogs.find(({ length }) => length > 0)
  }

  #of({ message }: Entry): Backlog {
    const most = this.#backlogs.length - 1
    const backlog = this.#backlogs[most - Math.min(message.properties.priority ?? 0, most)]
    if (backlog === undefined) throw new RangeError('a priority below 0')
    return backlog
  }
}
