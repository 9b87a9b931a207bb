// What lab watch records, followed while it goes on: lines of JSONL that come as the events happen. A connection that breaks is made again and goes on
// after the last event that came.
import { Event, RecordingHeader } from '@ackademy/contract/recording.ts'
import { Looking } from '@ackademy/wire/mistakes/looking.ts'
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'
import { Wire } from '@ackademy/wire/wire.ts'
import { createStore, type Store } from '../workbench/store.ts'
import type { Later } from '../workbench/timers.ts'

export interface Watched {
  readonly state: 'connecting' | 'watching' | 'lost' | 'ended'
  readonly header?: RecordingHeader
  readonly events: readonly Event[]
  /** All so far, in any program. */
  readonly mistakes: readonly Seen[]
}

export interface WatchOptions {
  /** Asks for what comes after so many events. */
  readonly get: (after: number) => Promise<Pick<Response, 'ok' | 'status' | 'body'>>
  readonly later: Later
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
}

const AGAIN_MS = 2000

export function watched({ get, later, now }: WatchOptions): Store<Watched> {
  const store = createStore<Watched>({ state: 'connecting', events: [], mistakes: [] })
  const say = (change: Partial<Watched>) => store.set({ ...store.get(), ...change })
  const wire = new Wire()
  const looking = new Looking({
    wire,
    later,
    now,
    seen: (mistakes) => {
      if (inWords(mistakes) !== inWords(store.get().mistakes)) say({ mistakes })
    },
  })

  const hear = (events: readonly Event[]) => {
    for (const event of events) wire.add(event)
    say({ events: store.get().events.concat(events) })
    looking.changed()
  }
  const follow = async () => {
    try {
      const response = await get(store.get().events.length)
      // the watch that this page belongs to has ended: another one has another token
      if (response.status === 403) return say({ state: 'ended' })
      if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`)
      let headed = false
      for await (const lines of linesOf(response.body)) {
        const [header, ...rest] = lines
        if (!headed) say({ state: 'watching', header: RecordingHeader.parse(JSON.parse(header ?? '')) })
        const more = (headed ? lines : rest).map((line) => Event.parse(JSON.parse(line)))
        headed = true
        if (more.length > 0) hear(more)
      }
      throw new Error('the connection ended')
    } catch {
      say({ state: 'lost' })
      later(AGAIN_MS, () => void follow())
    }
  }
  void follow()
  return store
}

const inWords = (mistakes: readonly Seen[]): string => mistakes.map(({ message }) => message).join('\n')

/** Whole lines, as many as came together. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines
  }
}
