// What the pages of a session are told: at once, or gathered for a moment where it comes in floods.
import type { ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Event, RecordingHeader } from '@ackademy/contract/recording.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'

export interface Page {
  send(message: ServerMessage): void
}

const GATHER_MS = 40
/** A page is shown at most so many events of a Recording; all are kept and judged. */
const MOST_IN_A_MESSAGE = 2000

export class Broadcast {
  readonly pages = new Set<Page>()
  #events: Event[] = []
  #timer: NodeJS.Timeout | undefined
  #findings: (() => readonly Finding[]) | undefined

  send(message: ServerMessage): void {
    for (const page of this.pages) page.send(message)
  }

  begin(header: RecordingHeader, of: 'run' | 'check'): void {
    this.#events = []
    this.send({ type: 'recording', header, of })
  }

  /** `findings` is asked once when the gathered events are sent. */
  event(event: Event, findings: () => readonly Finding[]): void {
    this.#events.push(event)
    this.#findings = findings
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#events.length > 0) this.send({ type: 'events', events: this.#events.splice(0, MOST_IN_A_MESSAGE) })
    if (this.#findings) this.send({ type: 'findings', findings: [...this.#findings()] })
    this.#findings = undefined
  }
}
