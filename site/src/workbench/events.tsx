// Every event of the Recording as a table. Only the rows in sight are drawn (rows.ts).
import type { Event } from '@ackademy/contract/recording.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { matching } from './filter.ts'
import { rowsInSight } from './rows.ts'
import { summary } from './summary.ts'

export const ROW_HEIGHT = 26

interface Given {
  events: readonly Event[]
  programs: readonly string[]
  evidence: ReadonlySet<number>
  /** Counts the requests to show the first event of the evidence. */
  asked: number
}

const Row = ({ event, index, marked }: { event: Event; index: number; marked: boolean }) => {
  const { who, method, what } = summary(event)
  return (
    <tr aria-rowindex={index + 2} data-testid={`event-${event.seq}`} data-evidence={marked || undefined} data-source={event.source}>
      <td class="wb-number">
        {marked && <span class="wb-mark">▶</span>}
        {event.seq}
        {marked && <span class="sr-only"> evidence</span>}
      </td>
      <td class="wb-number">{event.at.toFixed(1)}</td>
      <td>{who}</td>
      <td>{method}</td>
      <td title={what}>{what}</td>
    </tr>
  )
}

export const Events = ({ events, programs, evidence, asked }: Given) => {
  const [text, setText] = useState('')
  const [program, setProgram] = useState('')
  const [follow, setFollow] = useState(true)
  const [scroll, setScroll] = useState({ top: 0, height: 320 })
  const box = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => matching(events, { text, program }), [events, text, program])
  const { from, to, above, below } = rowsInSight(shown.length, ROW_HEIGHT, scroll.top, scroll.height)

  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [follow, shown.length])

  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setScroll({ top: element.scrollTop, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (asked === 0) return
    setFollow(false)
    setText('')
    setProgram('')
  }, [asked])

  useEffect(() => {
    const first = shown.findIndex((event) => evidence.has(event.seq))
    if (asked === 0 || first < 0 || !box.current) return
    box.current.scrollTop = Math.max(0, (first - 2) * ROW_HEIGHT)
    // Once a request, and again when clearing the filter brought the rows back; not at each new event.
  }, [asked, shown.length === events.length])

  return (
    <section class="wb-events" aria-label="Events" data-testid="events" data-count={events.length}>
      <div class="wb-bar">
        <h3>
          Events <span class="wb-count">{shown.length === events.length ? events.length : `${shown.length} of ${events.length}`}</span>
        </h3>
        <div class="wb-actions">
          <label>
            Program{' '}
            <select value={program} onChange={(event) => setProgram(event.currentTarget.value)}>
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
            Filter <input type="search" value={text} placeholder="basic.ack" onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <label>
            <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} /> Follow
          </label>
        </div>
      </div>
      <div
        class="wb-event-box"
        role="region"
        aria-label="Table of events"
        tabIndex={0}
        ref={box}
        onScroll={(event) => setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      >
        <table aria-rowcount={shown.length + 1} style={{ '--wb-row': `${ROW_HEIGHT}px` }}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">No.</th>
              <th scope="col">ms</th>
              <th scope="col">From → to</th>
              <th scope="col">Method</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr aria-hidden="true" style={{ height: `${above}px` }} />}
            {shown.slice(from, to).map((event, index) => (
              <Row key={event.seq} event={event} index={from + index} marked={evidence.has(event.seq)} />
            ))}
            {below > 0 && <tr aria-hidden="true" style={{ height: `${below}px` }} />}
          </tbody>
        </table>
        {events.length === 0 && (
          <p class="wb-empty">What crosses the wire between your programs and the broker appears here as it happens. Run a program, or check.</p>
        )}
        {events.length > 0 && shown.length === 0 && <p class="wb-empty">No event matches the filter.</p>}
      </div>
    </section>
  )
}
