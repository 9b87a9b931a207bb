// Two views of the same events, in step: the timeline of messages, and the broker they pass through.
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Event } from '@ackademy/contract/recording.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'
import { useId, useState } from 'preact/hooks'
import { tabsOf } from '../tabs.ts'
import { useFollowing } from '../timeline/following.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { Broker } from './broker.tsx'

export const VIEWS = ['Timeline', 'Broker'] as const
export type View = (typeof VIEWS)[number]

interface Given {
  readonly events: readonly Event[]
  /** As far as this many of the events. */
  readonly until?: number | undefined
  /** The only one there is room for; otherwise tabs choose. */
  readonly only?: View | undefined
  readonly tasks: Exercise['tasks']
  readonly findings: readonly Finding[]
  readonly marked: Finding | undefined
  readonly mark: (finding: Finding | undefined) => void
}

export const Views = ({ events, until, only, tasks, findings, marked, mark }: Given) => {
  const { timeline, placed } = useFollowing(events, until)
  const [chosen, choose] = useState<View>('Timeline')
  const id = useId()
  const view = only ?? chosen
  const tab = tabsOf(`${id}-view`, VIEWS, view, (name) => choose(name === 'Broker' ? 'Broker' : 'Timeline'))
  return (
    <div class="wb-views">
      {only === undefined && (
        <div class="wb-view-tabs" role="tablist" aria-label="Views of the wire">
          {VIEWS.map((name) => (
            <button key={name} {...tab(name)} aria-controls={`${id}-${name}`}>
              {name}
            </button>
          ))}
        </div>
      )}
      <div id={`${id}-Timeline`} role={only ? undefined : 'tabpanel'} aria-label={only ? undefined : 'Timeline'} hidden={view !== 'Timeline'}>
        <Timeline {...{ timeline, placed, tasks, findings, marked, mark }} />
      </div>
      <div id={`${id}-Broker`} role={only ? undefined : 'tabpanel'} aria-label={only ? undefined : 'Broker'} hidden={view !== 'Broker'}>
        {view === 'Broker' && <Broker timeline={timeline} marked={marked} />}
      </div>
    </div>
  )
}
