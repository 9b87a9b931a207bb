// The page Replay once something was opened: one run, or two side by side whose films go together or each by itself.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Player } from '../demos/player.ts'
import { FilmView } from './film-view.tsx'
import { KeepRun } from './keep-run.tsx'
import { Opener } from './opener.tsx'
import { open, type Given, type Opened } from './opening.ts'

const TITLES = ['A run to replay.', 'A second one, to compare.']

/** `turn` tells what was opened later from what it took the place of. */
type Entry = Opened & { readonly turn: number }

export const App = ({ first }: { first: Given }) => {
  const [opened, show] = useState<readonly Entry[]>([])
  const [together, setTogether] = useState(true)
  const players = useRef<(Player | undefined)[]>([])
  const following = useRef(false)
  const [reading, setReading] = useState(false)
  const turns = useRef(0)

  const opening = async (given: Given): Promise<readonly Entry[]> => {
    setReading(true)
    const more = await open(given)
    setReading(false)
    return more.map((one) => ({ ...one, turn: ++turns.current }))
  }
  /** Side 0 or 1; a link that holds two takes both. */
  const take = async (given: Given, side: number) => {
    const more = await opening(given)
    show((before) => [...before.slice(0, side), ...more, ...(more.length === 1 ? before.slice(side + 1) : [])].slice(0, 2))
  }
  const byPerson = (given: Given, at: number) => {
    // the address no longer says what is shown
    history.replaceState(null, '', location.pathname)
    void take(given, at)
  }
  useEffect(() => {
    void opening(first).then(show)
    const byAddress = () => {
      if (location.hash.startsWith('#r=')) void opening({ link: location.hash }).then(show)
    }
    addEventListener('hashchange', byAddress)
    return () => removeEventListener('hashchange', byAddress)
  }, [])

  /** The other film goes to the same part of its way. */
  const shown = (at: number) => (shot: number, playing: boolean) => {
    const [own, other] = [players.current[at], players.current[1 - at]]
    if (!together || following.current || !own || !other) return
    following.current = true
    const there = Math.round((shot / Math.max(1, own.last)) * other.last)
    if (there !== other.at) other.show(there, { moving: there === other.at + 1, quiet: playing })
    following.current = false
  }
  const runs = opened.flatMap((one) => ('problem' in one ? [] : [one]))
  return (
    <div class="replay" data-runs={runs.length}>
      <div class="replay-openers">
        {[0, 1].map((at) => {
          const one = opened[at]
          if (at === 1 && runs.length === 0) return null
          return (
            <div key={at}>
              <Opener id={String(at + 1)} title={TITLES[at] ?? ''} file={(file) => byPerson({ file }, at)} link={(link) => byPerson({ link }, at)} />
              {one && 'problem' in one && (
                <p role="alert" class="replay-problem" data-testid="problem">
                  {one.problem}
                </p>
              )}
            </div>
          )
        })}
      </div>
      <p role="status">{reading && 'Reading…'}</p>
      {runs.length === 2 && (
        <label class="replay-together">
          <input type="checkbox" checked={together} data-testid="together" onChange={(event) => setTogether(event.currentTarget.checked)} /> Both go
          together: each to the same part of its way
        </label>
      )}
      <div class="replay-films">
        {opened.map((one, at) =>
          'problem' in one ? null : <FilmView key={one.turn} run={one} shown={shown(at)} ready={(player) => (players.current[at] = player)} />,
        )}
      </div>
      {runs.length > 0 && (
        <>
          <p class="replay-keys">
            Keys, in a film: <kbd>←</kbd> back, <kbd>→</kbd> step, <kbd>Home</kbd> to the first, <kbd>End</kbd> to the last.
          </p>
          <KeepRun key={runs.map(({ turn }) => turn).join(' ')} recordings={runs.map(({ recording }) => recording)} />
        </>
      )}
    </div>
  )
}
