// The life of every message: lanes of who has it, a bar for how long. Drawn on a canvas; the same in words below it, and in the table of events.
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'
import { standing } from '@ackademy/wire/stories.ts'
import type { Timeline as Model } from '@ackademy/wire/timeline.ts'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import type { Store } from '../store.ts'
import { Choice } from './choice.ts'
import { keyed } from './keys.ts'
import { Messages } from './messages.tsx'
import { Picture } from './picture.ts'
import { Story } from './story.tsx'

interface Given {
  timeline: Model
  placed: Store<number>
  tasks: Exercise['tasks']
  findings: readonly Finding[]
  marked: Finding | undefined
  mark: (finding: Finding | undefined) => void
}

const NOTHING: ReadonlySet<number> = new Set()

export const Timeline = ({ timeline, placed, tasks, findings, marked, mark }: Given) => {
  const model = useRef(timeline)
  const picture = useRef<Picture>()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const room = useRef<HTMLDivElement>(null)
  const story = useRef<HTMLDivElement>(null)
  const keys = useId()
  const [filter, setFilter] = useState('')
  const choice = useMemo(() => new Choice(timeline, filter), [timeline, timeline.anew, timeline.placed, filter])
  const [follows, setFollows] = useState(true)
  /** A copy of this timeline's: another Recording has others. */
  const [chosen, choose] = useState<{ copy: number; of: Model }>()
  const selected = chosen?.of === timeline && timeline.copy(chosen.copy) ? chosen.copy : undefined
  const evidence = useMemo(() => (marked ? new Set(marked.evidence) : NOTHING), [marked])
  model.current = timeline

  const select = (copy: number | undefined) => choose(copy === undefined ? undefined : { copy, of: model.current })
  useEffect(() => {
    if (!box.current || !canvas.current || !room.current) return
    const drawn = new Picture({ box: box.current, canvas: canvas.current, room: room.current, select, followed: setFollows })
    picture.current = drawn
    return () => drawn[Symbol.dispose]()
  }, [])
  useEffect(() => placed.watch(() => picture.current?.showMore()), [placed])
  useEffect(() => picture.current?.show({ timeline, selected, evidence, choice }))
  useEffect(() => {
    if (selected === undefined) return
    const bars = timeline.barsOf(selected)
    picture.current?.reveal(bars.at(-1)?.from ?? 0, bars.at(-1)?.to ?? bars.at(-1)?.from ?? 0, selected)
  }, [selected])
  useEffect(() => {
    const first = timeline.events[0]?.seq
    if (marked === undefined || marked.evidence.length === 0 || first === undefined) return
    picture.current?.reveal(Math.min(...marked.evidence) - first, Math.max(...marked.evidence) - first)
  }, [marked?.task])

  const key = keyed({
    step: (by) => select(selected === undefined ? choice.from(1, 1) : (choice.from(selected + by, by) ?? selected)),
    first: () => select(choice.from(1, 1)),
    last: () => select(choice.from(timeline.size, -1)),
    none: () => select(undefined),
    open: () => story.current?.focus(),
    zoom: (by) => picture.current?.zoom(by),
    pan: (steps) => picture.current?.pan(steps),
    whole: () => picture.current?.whole(),
    follow: () => picture.current?.follow(!follows),
  })
  const unacked = timeline.lanes.filter(({ named }) => named.kind === 'consumer').reduce((sum, lane) => sum + lane.open.size, 0)

  return (
    <section class="wb-timeline" aria-label="Timeline" data-testid="timeline" data-count={timeline.placed} data-unacked={unacked}>
      <div class="wb-bar">
        <h4>
          Timeline{' '}
          <span class="wb-count">
            {timeline.size} {timeline.size === 1 ? 'message' : 'messages'}, {unacked} unacknowledged
          </span>
        </h4>
        <div class="wb-actions">
          <label>
            Filter{' '}
            <input
              type="search"
              value={filter}
              placeholder="redelivered"
              aria-label="Filter the messages: by name, queue, program, or what became of them"
              data-testid="timeline-filter"
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
          </label>
          <button type="button" onClick={() => picture.current?.zoom(1 / 1.5)} aria-label="Zoom out">
            −
          </button>
          <button type="button" onClick={() => picture.current?.zoom(1.5)} aria-label="Zoom in">
            +
          </button>
          <button type="button" onClick={() => picture.current?.whole()}>
            All
          </button>
          <label>
            <input type="checkbox" checked={follows} onChange={(event) => picture.current?.follow(event.currentTarget.checked)} /> Follow
          </label>
        </div>
      </div>
      {marked && (
        <p class="wb-why" data-status={marked.status} data-testid="why">
          <strong>
            <span aria-hidden="true">▼ </span>
            {tasks.find(({ id }) => id === marked.task)?.title}:
          </strong>{' '}
          {marked.message}{' '}
          <button type="button" onClick={() => mark(undefined)}>
            Clear
          </button>
        </p>
      )}
      <div
        class="wb-lanes"
        role="application"
        aria-roledescription="timeline"
        aria-label="Timeline of messages: who has each, and for how long"
        aria-describedby={keys}
        tabIndex={0}
        ref={box}
        onKeyDown={key}
        data-testid="lanes"
      >
        <canvas ref={canvas} aria-hidden="true" />
        <div ref={room} />
        {timeline.events.length === 0 && (
          <p class="wb-empty">
            Each message appears here as a bar: ready in its queue, then with the consumer that has it, until it is acknowledged.
          </p>
        )}
      </div>
      <p class="wb-hint" id={keys}>
        <kbd>←</kbd> <kbd>→</kbd> choose a message, <kbd>Enter</kbd> reads its story, <kbd>Esc</kbd> lets it go; <kbd>+</kbd> <kbd>−</kbd> or Ctrl and
        the wheel zoom, <kbd>Shift</kbd> <kbd>←</kbd> <kbd>→</kbd> or a drag moves, <kbd>0</kbd> shows all, <kbd>F</kbd> follows. Long waits are drawn
        short: the times above are exact.
      </p>
      <div class="wb-standing" role="status" tabIndex={-1} ref={story} data-testid="standing">
        {selected !== undefined && (
          <>
            <strong>{standing(timeline, selected)}</strong>{' '}
            <span class="wb-count">
              ({selected} of {timeline.size})
            </span>
          </>
        )}
      </div>
      {selected !== undefined && <Story {...{ timeline, selected, tasks, findings, marked, mark }} key={selected} />}
      <Messages {...{ timeline, filter, select }} />
    </section>
  )
}
