// What the files once were: the starter, each check's, and what was replaced. Any can be compared with the text of now, and brought back.
import type { Files } from '@ackademy/contract/exercise.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Comparison } from './comparison.tsx'
import { useStore } from './use-store.ts'
import type { Version, Versions } from './versions.ts'
import type { Opened, Workspace } from './workspace.ts'

const WORDS = { passed: '✓ Passed', failed: '✗ Not passed', incomplete: '? Incomplete' }

const timeOf = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' })

const points = (count: number): string => (count === 1 ? '1 point' : `${count} points`)

const whatOf = ({ why }: Version): string =>
  why.is === 'before' ? `Before ${why.what}` : `Check: ${why.passed} of ${why.tasks} tasks, ${why.points} of ${points(why.of)}`

interface Entry {
  readonly id: string
  readonly when: string
  readonly what: string
  readonly status?: keyof typeof WORDS
  readonly files: Files
  /** In the middle of a sentence: "the starter". */
  readonly name: string
}

const entriesOf = (versions: readonly Version[], starter: Files): Entry[] => {
  const lastPassing = versions.find(({ why }) => why.is === 'check' && why.status === 'passed')
  return [
    { id: 'starter', when: '', what: 'The starter', files: starter, name: 'the starter' },
    ...versions.map((version) => ({
      id: String(version.at),
      when: timeOf(version.at),
      what: whatOf(version) + (version === lastPassing ? ' (the last that passed)' : ''),
      ...(version.why.is === 'check' && { status: version.why.status }),
      files: version.files,
      name: `that of ${timeOf(version.at)}`,
    })),
  ]
}

interface Given {
  workspace: Workspace
  versions: Versions
  opened: Opened
  starter: Files
  narrow: boolean
  close: () => void
}

export const History = ({ workspace, versions, opened, starter, narrow, close }: Given) => {
  const entries = entriesOf(useStore(versions.all), starter)
  const [chosen, choose] = useState<Entry>()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <>
      <section class="wb-history" aria-label="History" data-testid="history">
        <div class="wb-bar">
          <h4 ref={heading} tabIndex={-1}>
            History
          </h4>
          <span class="wb-hint">Kept in this browser: the last checks and what was replaced. Bringing one back keeps the text of now here too.</span>
          <div class="wb-actions">
            <button type="button" onClick={close}>
              Close <span class="sr-only">the history</span>
            </button>
          </div>
        </div>
        <ol class="wb-versions" tabIndex={0} aria-label="Versions, the newest after the starter">
          {entries.map((entry) => (
            <li key={entry.id} data-testid={`version-${entry.id}`} data-status={entry.status}>
              {entry.status && <span class="wb-badge">{WORDS[entry.status]}</span>}
              <span class="wb-version-what">
                {entry.what} {entry.when !== '' && <time class="wb-hint">{entry.when}</time>}
              </span>
              <span class="wb-actions">
                <button
                  type="button"
                  aria-label={`Compare your text with ${entry.name}`}
                  aria-pressed={chosen?.id === entry.id}
                  onClick={() => choose(entry)}
                >
                  Compare
                </button>
                <button
                  type="button"
                  aria-label={`Bring back ${entry.name}`}
                  onClick={() => workspace.replace(entry.files, `bringing back ${entry.name}`)}
                >
                  Bring back
                </button>
              </span>
            </li>
          ))}
        </ol>
      </section>
      {chosen && (
        <Comparison
          yours={opened.files}
          other={chosen.files}
          whose={chosen.name}
          testId="version-diff"
          narrow={narrow}
          close={() => choose(undefined)}
        />
      )}
    </>
  )
}
