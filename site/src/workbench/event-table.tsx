// The drawn part of the events' table. Narrow, who spoke and the method share a cell, and what was said may take two lines.
import type { Event } from '@ackademy/contract/recording.ts'
import type { Rows } from './rows.ts'
import { summary } from '@ackademy/wire/summary.ts'

/** Pixels; every row is as high as the next, so that the place of any can be told without drawing it. */
export const rowHeight = (narrow: boolean): number => (narrow ? 48 : 26)

const Row = ({ event, index, marked, narrow }: { event: Event; index: number; marked: boolean; narrow: boolean }) => {
  const { who, method, what } = summary(event)
  return (
    <tr aria-rowindex={index + 2} data-testid={`event-${event.seq}`} data-evidence={marked || undefined} data-source={event.source}>
      <td class="wb-number">
        {marked && (
          <span class="wb-mark" role="img" aria-label="Evidence">
            ▶
          </span>
        )}
        {event.seq}
      </td>
      {narrow ? (
        <td>
          {who}
          <br />
          <code>{method}</code>
        </td>
      ) : (
        <>
          <td class="wb-number">{event.at.toFixed(1)}</td>
          <td>{who}</td>
          <td class="wb-mono">{method}</td>
        </>
      )}
      <td class="wb-mono" title={what}>
        {narrow ? <div>{what}</div> : what}
      </td>
    </tr>
  )
}

const HEADINGS = { wide: ['No.', 'ms', 'From → to', 'Method', 'What'], narrow: ['No.', 'From → to, method', 'What'] }

interface Given {
  shown: readonly Event[]
  rows: Rows
  evidence: ReadonlySet<number>
  narrow: boolean
}

export const EventTable = ({ shown, rows: { from, to, above, below }, evidence, narrow }: Given) => (
  <table aria-rowcount={shown.length + 1} data-columns={narrow ? 3 : 5} style={{ '--wb-row': `${rowHeight(narrow)}px` }}>
    <thead>
      <tr aria-rowindex={1}>
        {HEADINGS[narrow ? 'narrow' : 'wide'].map((heading) => (
          <th key={heading} scope="col">
            {heading}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {above > 0 && <tr key="above" aria-hidden="true" style={{ height: `${above}px` }} />}
      {/* by its place: in a flood a row is written anew, which costs less than another one in its stead */}
      {shown.slice(from, to).map((event, index) => (
        <Row key={index} event={event} index={from + index} marked={evidence.has(event.seq)} narrow={narrow} />
      ))}
      {below > 0 && <tr key="below" aria-hidden="true" style={{ height: `${below}px` }} />}
    </tbody>
  </table>
)
