// What the pages of a session are told: at once, or gathered for a moment where it comes in floods.
import type { ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Event, RecordingHeader } from '@ackademy/contract/recording.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'

export interface Page {
  send(message: ServerMessage): void
}

/** A page reads what came in so long in a part of a frame. */
export const GATHER_MS = 20
/** Findings are asked of the whole Recording: they may take one part in so many of the time, however long it has become. */
const FINDINGS_SHARE = 5
/** A page is shown at most so many events of a Recording; all are kept and judged. */
const MOST_IN_A_MESSAGE = 2000

export class Broadcast {
  readonly pages = new Set<Page>()
  #events: Event[] = []
  #timer: NodeJS.Timeout | undefined
  #gatherMs = GATHER_MS
  #findings: (() => readonly Finding[]) | undefined

  /** A page that has just been told how all stands: what was gathered until now is in that, and goes to the others only. */
  add(page: Page): void {
    this.flush()
    this.pages.add(page)
  }

  send(message: ServerMessage): void {
    for (const page of this.pages) page.send(message)
  }

  /** What `page` did, to those that do not know it. */
  sendOthers(page: Page, message: ServerMessage): void {
    for (const other of this.pages) if (other !== page) other.send(message)
  }

  begin(header: RecordingHeader, of: 'run' | 'check', findings: readonly Finding[]): void {
    this.#events = []
    this.send({ type: 'recording', header, of, findings: [...findings] })
  }

  /** `findings` is asked once when the gathered events are sent. */
  event(event: Event, findings: () => readonly Finding[]): void {
    this.#events.push(event)
    this.#findings = findings
    this.#timer ??= setTimeout(() => this.flush(), this.#gatherMs)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#events.length > 0) this.send({ type: 'events', events: this.#events.splice(0, MOST_IN_A_MESSAGE) })
    if (this.#findings) {
      const since = performance.now()
      this.send({ type: 'findings', findings: [...this.#findings()] })
      this.#gatherMs = Math.max(GATHER_MS, (performance.now() - since) * (FINDINGS_SHARE - 1))
    }
    this.#findings = undefined
  }
}
