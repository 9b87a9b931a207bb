// The selected message in words: where it stands, what happened to it, what its frames said, and which findings rest on it.
import type { Event } from '@ackademy/contract/recording.ts'
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'
import { storyOf } from '@ackademy/wire/stories.ts'
import { preview, summary } from '@ackademy/wire/summary.ts'
import type { Timeline } from '@ackademy/wire/timeline.ts'
import { useMemo, useState } from 'preact/hooks'

/** Of a message that comes back for ever, the first deliveries and the last tell all. */
const FIRST = 8
const LAST = 12

interface Given {
  timeline: Timeline
  selected: number
  tasks: Exercise['tasks']
  findings: readonly Finding[]
  marked: Finding | undefined
  mark: (finding: Finding | undefined) => void
}

export const Story = ({ timeline, selected, tasks, findings, marked, mark }: Given) => {
  const touching = timeline.touching(selected)
  const numbers = touching.length > FIRST + LAST ? [...touching.slice(0, FIRST), ...touching.slice(-LAST)] : touching
  const story = useMemo(() => storyOf(timeline, new Set(numbers)), [timeline, timeline.anew, numbers.join()])
  const [chosen, choose] = useState<number>()
  const seq = chosen !== undefined && touching.includes(chosen) ? chosen : touching.at(-1)
  const event = timeline.events.find((each) => each.seq === seq)
  const about = findings.filter(({ evidence }) => evidence.some((each) => touching.includes(each)))
  return (
    <div class="wb-story" data-testid="story">
      <div>
        <h5>What happened to it</h5>
        <ol>
          {story.map(({ seq: number, at, says }, index) => (
            <li key={number}>
              {index === FIRST && touching.length > numbers.length && <p>… {touching.length - numbers.length} more events …</p>}
              <button type="button" aria-pressed={number === seq} onClick={() => choose(number)} aria-label={`Event ${number}: its fields`}>
                {number}
              </button>{' '}
              <span class="wb-at">{at.toFixed(1)} ms</span> {says}
            </li>
          ))}
        </ol>
      </div>
      <div>
        {about.length > 0 && (
          <>
            <h5>What rests on it</h5>
            <ul class="wb-rests">
              {about.map((finding) => (
                <li key={finding.task}>
                  <button
                    type="button"
                    data-status={finding.status}
                    aria-pressed={marked?.task === finding.task}
                    onClick={() => mark(marked?.task === finding.task ? undefined : finding)}
                  >
                    <strong>
                      {finding.status === 'pass' ? '✓ Passed' : finding.status === 'fail' ? '✗ Not passed' : '○ Open'}:{' '}
                      {tasks.find(({ id }) => id === finding.task)?.title ?? finding.task}
                    </strong>{' '}
                    {finding.message}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {event && <Fields event={event} />}
      </div>
    </div>
  )
}

const Fields = ({ event }: { event: Event }) => {
  const { who, method } = summary(event)
  const fields = Object.entries(event).filter(([name]) => !['seq', 'at', 'source', 'type', 'program', 'body'].includes(name))
  return (
    <>
      <h5>
        Event {event.seq}: <code>{method}</code>, {who}
      </h5>
      <dl data-testid="fields">
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : value === '' ? '(empty)' : String(value)}</dd>
          </div>
        ))}
        {'body' in event && (
          <div>
            <dt>body</dt>
            <dd>{preview(event.body)}</dd>
          </div>
        )}
      </dl>
    </>
  )
}
