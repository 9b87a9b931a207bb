// The page Watch once lab watch is there: what one's own program says to its broker, live, and the mistakes in it.
import type { Finding } from '@ackademy/contract/verdict.ts'
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'
import { useMemo, useState } from 'preact/hooks'
import { Views } from '../workbench/broker/views.tsx'
import { Events } from '../workbench/events.tsx'
import type { Store } from '../workbench/store.ts'
import { useNarrow } from '../workbench/use-narrow.ts'
import { RENDERED_EVERY_MS, useStore } from '../workbench/use-store.ts'
import type { Watched } from './watched.ts'

const stateWords = ({ state, header, events }: Watched): string => {
  switch (state) {
    case 'connecting':
      return 'Reaching lab watch …'
    case 'lost':
      return 'lab watch does not answer. Trying again every two seconds; what came before stays here.'
    case 'ended':
      return 'This watch has ended. Started again, it prints another address. What came before stays here.'
    case 'watching':
      return `Watching what goes to ${header?.services['rabbitmq'] ?? 'the broker'}. ${events.length === 0 ? 'No program has dialled yet.' : ''}`
  }
}

export const App = ({ watched }: { watched: Store<Watched> }) => {
  const now = useStore(watched, (before, after) => before.state === after.state, RENDERED_EVERY_MS)
  const { state, header, events, mistakes } = now
  const { narrow, frame } = useNarrow<HTMLDivElement>()
  const [mark, setMark] = useState<string>()
  const [asked, ask] = useState(0)
  const tasks = useMemo(() => mistakes.map(({ mistake }) => ({ id: mistake, title: mistake, points: 0 })), [mistakes])
  const findings = useMemo(() => mistakes.map(findingOf), [mistakes])
  const marked = findings.find(({ task }) => task === mark)
  const show = (finding: Finding | undefined) => {
    setMark(finding?.task)
    if (finding) ask(asked + 1)
  }
  return (
    <div class="wb-frame watch" data-narrow={narrow} data-testid="watched" data-state={state} ref={frame}>
      <p role="status" class="watch-state">
        {stateWords(now)}
      </p>
      <section class="watch-mistakes" data-testid="mistakes" aria-live="polite" aria-label="Mistakes">
        <h3>Mistakes</h3>
        {mistakes.length === 0 && <p>None seen so far.</p>}
        <ul>
          {findings.map((finding) => (
            <li key={finding.task}>
              <code>{finding.task}</code> {finding.message}{' '}
              <button type="button" aria-pressed={finding.task === mark} onClick={() => show(finding.task === mark ? undefined : finding)}>
                Show its {finding.evidence.length === 1 ? 'event' : `${finding.evidence.length} events`}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <Views events={events} tasks={tasks} findings={findings} marked={marked} mark={show} />
      <div class="wb-part-events">
        <Events narrow={narrow} header={header} events={events} programs={['app']} evidence={new Set(marked?.evidence)} asked={asked} />
      </div>
    </div>
  )
}

const findingOf = ({ mistake, message, evidence }: Seen): Finding => ({ task: mistake, status: 'fail', message, evidence: [...evidence], mistake })
