// Below a film, the same moment of its run: the timeline of messages and the broker, as far as the film is; or all events of the run.
import type { Finding } from '@ackademy/contract/verdict.ts'
import { useMemo, useState } from 'preact/hooks'
import { Views } from '../workbench/broker/views.tsx'
import type { Store } from '../workbench/store.ts'
import { useStore } from '../workbench/use-store.ts'
import type { Run } from './run.ts'

/** `shot`: the one the film shows. */
export const WireView = ({ run, shot }: { run: Run; shot: Store<number> }) => {
  const { recording, film, filmed, mistakes } = run
  const { events } = recording
  // a long run's film shows its beginning alone
  const [follows, setFollows] = useState(filmed === events.length)
  const [marked, mark] = useState<Finding>()
  const at = useStore(shot, () => true)
  const [tasks, findings] = useMemo(
    () => [
      mistakes.map(({ mistake }) => ({ id: mistake, title: mistake, points: 0 })),
      mistakes.map(({ mistake, message, evidence }): Finding => ({ task: mistake, status: 'fail', message, evidence: [...evidence], mistake })),
    ],
    [mistakes],
  )
  return (
    <div class="wb-frame replay-wire" data-narrow="true" data-testid="wire">
      <label>
        <input type="checkbox" checked={follows} data-testid="wire-follows" onChange={(event) => setFollows(event.currentTarget.checked)} /> As far as
        the film is
      </label>
      <Views {...{ events, tasks, findings, marked, mark }} until={follows ? (film.scenes[at]?.event.seq ?? events.length) : Infinity} />
    </div>
  )
}
