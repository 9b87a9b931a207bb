// The learner's text beside another: the solution's, the starter's, an earlier one of their own. It never touches the editor.
import type { Files } from '@ackademy/contract/exercise.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { loaded } from './loaded.ts'
import { tabsOf } from './tabs.ts'
import { later } from './timers.ts'

interface Given {
  yours: Files
  other: Files
  /** Whose the other is, in words: "the solution". */
  whose: string
  testId: string
  narrow: boolean
  close: () => void
}

/** All files of both, those first that differ; of a file that only one has, the other's text is empty. */
const pathsOf = (yours: Files, other: Files): string[] => {
  const paths = [...new Set([...Object.keys(other), ...Object.keys(yours)])]
  return paths.sort((a, b) => Number(yours[a] === other[a]) - Number(yours[b] === other[b]))
}

export const Comparison = ({ yours, other, whose, testId, narrow, close }: Given) => {
  const [chosen, choose] = useState<string>()
  const [paths, setPaths] = useState(() => pathsOf(yours, other))
  const active = chosen !== undefined && paths.includes(chosen) ? chosen : (paths[0] ?? '')
  const place = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [failed, setFailed] = useState(false)
  const tab = tabsOf(testId, paths, active, choose)
  const same = paths.every((path) => yours[path] === other[path])

  useEffect(() => {
    setPaths(pathsOf(yours, other))
    choose(undefined)
    heading.current?.focus()
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [other])

  useEffect(() => {
    const element = place.current
    if (!element) return
    let opened: Disposable | undefined
    let gone = false
    loaded(() => import('./diff-view.ts'), later).then(
      ({ openDiff }) => {
        if (!gone) opened = openDiff(element, { path: active, yours: yours[active] ?? '', other: other[active] ?? '', whose }, !narrow)
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      opened?.[Symbol.dispose]()
    }
  }, [active, yours[active], other, whose, narrow])

  return (
    <section class="wb-comparison" aria-label={`Your text and ${whose}`} data-testid={testId}>
      <div class="wb-bar">
        <h4 ref={heading} tabIndex={-1}>
          {same ? `Your text is the same as ${whose}` : narrow ? `From your text to ${whose}` : `Your text (left) and ${whose} (right)`}
        </h4>
        <div role="tablist" aria-label={`Files of ${whose}`}>
          {paths.map((path) => (
            <button key={path} {...tab(path)} aria-controls={`${testId}-panel`}>
              {path}
              {yours[path] === other[path] && <small> same</small>}
            </button>
          ))}
        </div>
        <div class="wb-actions">
          <button type="button" onClick={close}>
            Close <span class="sr-only">the comparison</span>
          </button>
        </div>
      </div>
      <div id={`${testId}-panel`} role="tabpanel" aria-label={active} class="wb-diff" ref={place} tabIndex={0} />
      {failed && <p role="alert">The comparison could not be loaded. Reload the page.</p>}
    </section>
  )
}
