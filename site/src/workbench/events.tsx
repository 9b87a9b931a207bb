// Every event of the Recording: filtered, followed, and scrolled to the evidence of a finding.
import type { Event, RecordingHeader } from '@ackademy/contract/recording.ts'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { KeepRun } from '../replay/keep-run.tsx'
import { EventTable, rowHeight } from './event-table.tsx'
import { Matching, type Filter } from './filter.ts'
import { usePaced } from './paced.ts'
import { lastRows, rowsInSight } from './rows.ts'

const ALL: Filter = { text: '', program: '' }
const ROWS_BEFORE_EVIDENCE = 2
/** More at once than a screen holds go by unread: the table is then drawn every two seconds, since laying it out takes most of a frame. */
const FLOOD = 50
const DRAWN_EVERY_MS = 2000

interface Given {
  header: RecordingHeader | undefined
  events: readonly Event[]
  programs: readonly string[]
  evidence: ReadonlySet<number>
  /** Counts the requests to show the first event of the evidence. */
  asked: number
  narrow: boolean
}

export const Events = ({ header, events: all, programs, evidence, asked, narrow }: Given) => {
  const events = usePaced(all, (before) => (before.length > 0 && all.length - before.length > FLOOD ? DRAWN_EVERY_MS : 0))
  const answered = useRef(0)
  const [filter, setFilter] = useState(ALL)
  const [follow, setFollow] = useState(true)
  const [scroll, setScroll] = useState({ top: 0, height: 320, atEnd: true })
  const box = useRef<HTMLDivElement>(null)
  const matches = useMemo(() => new Matching(filter), [filter])
  const shown = matches.of(events)
  const height = rowHeight(narrow)
  /** Who follows will be at the end once it is drawn. */
  const atEnd = follow && scroll.atEnd
  const rows = atEnd ? lastRows(shown.length, height, scroll.height) : rowsInSight(shown.length, height, scroll.top, scroll.height)
  const measure = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement) => {
    const now = { top: scrollTop, height: clientHeight, atEnd: scrollTop + clientHeight >= scrollHeight - 1 }
    // at the end it is drawn without that
    setScroll((was) => (was.height === now.height && was.atEnd === now.atEnd && (now.atEnd || was.top === now.top) ? was : now))
  }

  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => measure(element))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useLayoutEffect(() => {
    // farther than it goes: to ask how far that is would have the whole page laid out now
    if (follow) box.current?.scrollTo(0, (shown.length + 2) * height)
  }, [follow, shown.length, height])

  useEffect(() => {
    if (asked === 0) return
    setFollow(false)
    setFilter(ALL)
  }, [asked])

  // Once a request, when its rows are here and no filter hides them; not at each new event.
  useEffect(() => {
    if (asked === answered.current || filter !== ALL || !box.current) return
    const first = shown.findIndex((event) => evidence.has(event.seq))
    if (first < 0) return
    answered.current = asked
    box.current.scrollTop = Math.max(0, (first - ROWS_BEFORE_EVIDENCE) * height)
    box.current.scrollIntoView({ block: 'nearest' })
  })

  return (
    <section class="wb-events" aria-label="Events" data-testid="events" data-count={all.length}>
      <div class="wb-bar">
        <h4>
          Events <span class="wb-count">{shown.length === events.length ? all.length : `${shown.length} of ${events.length}`}</span>
        </h4>
        <div class="wb-actions">
          <label>
            Program{' '}
            <select value={filter.program} onChange={(event) => setFilter({ ...filter, program: event.currentTarget.value })}>
              <option value="">all</option>
              {programs.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
              <option value="lab">lab</option>
            </select>
          </label>
          <label>
            Filter{' '}
            <input
              type="search"
              value={filter.text}
              placeholder="basic.ack"
              onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
            />
          </label>
          <label>
            <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} /> Follow
          </label>
        </div>
      </div>
      <div class="wb-event-box" role="region" aria-label="Table of events" tabIndex={0} ref={box} onScroll={(event) => measure(event.currentTarget)}>
        <EventTable shown={shown} rows={rows} evidence={evidence} narrow={narrow} />
        {events.length === 0 && (
          <p class="wb-empty">What crosses the wire between your programs and the broker appears here as it happens. Run a program, or check.</p>
        )}
        {events.length > 0 && shown.length === 0 && <p class="wb-empty">No event matches the filter.</p>}
      </div>
      <KeepRun key={header?.seed} recordings={header && all.length > 0 ? [{ header, events: all }] : []} />
    </section>
  )
}
