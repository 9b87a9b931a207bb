// The solution beside the learner's text; it never touches the editor.
import type { Files } from '@ackademy/contract/exercise.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { tabsOf } from './tabs.ts'

interface Given {
  yours: Files
  solution: Files
  narrow: boolean
  close: () => void
}

export const Solution = ({ yours, solution, narrow, close }: Given) => {
  const paths = Object.keys(solution)
  const [chosen, choose] = useState<string>()
  const active = chosen ?? paths[0] ?? ''
  const place = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [failed, setFailed] = useState(false)
  const tab = tabsOf('wb-solution', paths, active, choose)

  useEffect(() => {
    heading.current?.focus()
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [])

  useEffect(() => {
    const element = place.current
    if (!element) return
    let opened: Disposable | undefined
    let gone = false
    import('./diff-view.ts').then(
      ({ openDiff }) => {
        if (!gone) opened = openDiff(element, { path: active, yours: yours[active] ?? '', solution: solution[active] ?? '' }, !narrow)
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      opened?.[Symbol.dispose]()
    }
  }, [active, yours[active], solution, narrow])

  return (
    <section class="wb-solution" aria-label="Solution" data-testid="solution-diff">
      <div class="wb-bar">
        <h4 ref={heading} tabIndex={-1}>
          {narrow ? 'From your text to the solution' : 'Your text (left) and the solution (right)'}
        </h4>
        <div role="tablist" aria-label="Files of the solution">
          {paths.map((path) => (
            <button key={path} {...tab(path)} aria-controls="wb-solution-panel">
              {path}
            </button>
          ))}
        </div>
        <div class="wb-actions">
          <button type="button" onClick={close}>
            Close the solution
          </button>
        </div>
      </div>
      <div id="wb-solution-panel" role="tabpanel" aria-label={active} class="wb-diff" ref={place} tabIndex={0} />
      {failed && <p role="alert">The diff view could not be loaded. Reload the page.</p>}
    </section>
  )
}
