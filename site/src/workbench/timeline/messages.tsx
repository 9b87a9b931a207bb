// The timeline's messages as a table: for each, in words, where it stands, how often it was delivered, and by which events it moved.
import { standing, nameOf } from '@ackademy/wire/stories.ts'
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { useState } from 'preact/hooks'
import { usePaced } from '../paced.ts'
import { Table } from '../table.tsx'
import { Choice } from './choice.ts'

/** Rows; of more there is the filter. */
const MOST = 200
const EVERY_MS = 500

interface Given {
  timeline: Timeline
  filter: string
  select: (copy: number) => void
}

export const Messages = ({ timeline, filter, select }: Given) => {
  const [open, setOpen] = useState(false)
  return (
    <details class="wb-messages" data-testid="messages" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The same as a table</summary>
      {open && <Rows {...{ timeline, filter, select }} />}
    </details>
  )
}

const Rows = ({ timeline, filter, select }: Given) => {
  usePaced(`${timeline.anew}/${timeline.placed}`, EVERY_MS)
  const chosen = new Choice(timeline, filter).first(MOST + 1)
  return (
    <div class="wb-table">
      <Table heads={['Message', 'Now', 'Deliveries', 'Events']}>
        {chosen.slice(0, MOST).map((id) => (
          <tr key={id}>
            <th scope="row">
              <button type="button" onClick={() => select(id)} aria-label={`${nameOf(timeline, id)}: its story`}>
                {nameOf(timeline, id).replace(/^Message /, '')}
              </button>
            </th>
            <td>{standing(timeline, id)}</td>
            <td>{timeline.barsOf(id).filter(({ is }) => is === 'unacked' || is === 'no-ack').length}</td>
            <td>{eventWords(timeline.touching(id))}</td>
          </tr>
        ))}
      </Table>
      {chosen.length > MOST && <p class="wb-hint">The first {MOST} messages. The filter finds the others.</p>}
      {chosen.length === 0 && <p class="wb-empty">No message{filter.trim() === '' ? ' yet' : ' matches the filter'}.</p>}
    </div>
  )
}

const LISTED = 8

const eventWords = (numbers: readonly number[]): string =>
  numbers.length > LISTED ? `${numbers.slice(0, LISTED).join(', ')} … ${numbers.at(-1)}` : numbers.join(', ')
