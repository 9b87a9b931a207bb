// The sessions that are open, by exercise: in local mode there is one learner. One without a page ends after a while.
import type { Figure } from '../figure.ts'
import type { LabParts } from '../parts.ts'
import type { Page } from './broadcast.ts'
import type { FileStore } from './file-store.ts'
import { Session } from './session.ts'

const IDLE_MS = 10 * 60_000

export class Lobby implements AsyncDisposable {
  readonly #parts: LabParts
  readonly #store: FileStore
  readonly #idleMs: number
  readonly #sessions = new Map<string, Promise<Session>>()
  readonly #idle = new Map<string, NodeJS.Timeout>()

  constructor(parts: LabParts, store: FileStore, idleMs = IDLE_MS) {
    this.#parts = parts
    this.#store = store
    this.#idleMs = idleMs
  }

  /** Throws LabError `exercise-unknown`. The page is attached until `leave` is called. */
  async enter(slug: string, page: Page): Promise<{ session: Session; leave: () => void }> {
    let opening = this.#sessions.get(slug)
    if (opening === undefined) {
      opening = this.#open(slug)
      this.#sessions.set(slug, opening)
      opening.catch(() => this.#sessions.delete(slug))
    }
    const session = await opening
    clearTimeout(this.#idle.get(slug))
    const detach = session.attach(page)
    return {
      session,
      leave: () => {
        detach()
        if (session.pages === 0) this.#idle.set(slug, setTimeout(() => void this.#end(slug), this.#idleMs).unref())
      },
    }
  }

  /** A session without a page: opened if it is not, and ends after a while if none comes. Throws LabError `exercise-unknown`. */
  async visit(slug: string): Promise<Session> {
    const { session, leave } = await this.enter(slug, { send: () => undefined })
    leave()
    return session
  }

  figures(): Figure[] {
    return [{ name: 'ackademy_sessions', help: 'Sessions that are open.', value: this.#sessions.size }]
  }

  async #open(slug: string): Promise<Session> {
    const loaded = await this.#parts.exercises.load(slug)
    const [starter, saved, last] = await Promise.all([this.#parts.exercises.starter(slug), this.#store.files(slug), this.#store.lastCheck(slug)])
    return new Session({ parts: this.#parts, loaded, store: this.#store, starter, saved, last })
  }

  async #end(slug: string): Promise<void> {
    const session = await this.#sessions.get(slug)
    if (session === undefined || session.pages > 0) return
    this.#sessions.delete(slug)
    await session[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#idle.values()) clearTimeout(timer)
    const sessions = await Promise.allSettled(this.#sessions.values())
    this.#sessions.clear()
    await Promise.all(sessions.flatMap((one) => (one.status === 'fulfilled' ? [one.value[Symbol.asyncDispose]()] : [])))
  }
}
