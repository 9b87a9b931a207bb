// One run on the page: who it was, its film with the player, what it did wrong, and the same story in sentences.
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Controls, Story } from '../demos/controls.tsx'
import { Legend } from '../demos/legend.tsx'
import { Picture } from '../demos/picture.tsx'
import { playable, type Player } from '../demos/player.ts'
import { createStore } from '../workbench/store.ts'
import { Mistakes } from './mistakes.tsx'
import { shotAt, type Run } from './run.ts'
import { WireView } from './wire-view.tsx'

interface Given {
  readonly run: Run
  /** The player, once there is one. */
  readonly ready: (player: Player | undefined) => void
  readonly shown: (shot: number, playing: boolean) => void
}

const SPEEDS = [
  ['0.25', '¼ ×'],
  ['0.5', '½ ×'],
  ['1', '1 ×'],
  ['2', '2 ×'],
  ['4', '4 ×'],
] as const

/** Drawn once a run: from then on the player alone writes into it. */
export const FilmView = ({ run, ready, shown }: Given) => {
  const figure = useRef<HTMLElement>(null)
  const player = useRef<Player | undefined>(undefined)
  const hears = useRef(shown)
  hears.current = shown
  const shot = useMemo(() => createStore(0), [run])
  useEffect(() => {
    if (!figure.current) return
    const created = playable(figure.current, { shots: run.shots }, (at, playing) => {
      shot.set(at)
      hears.current(at, playing)
    })
    player.current = created
    figure.current.scrollIntoView()
    ready(created)
    return () => {
      created?.[Symbol.dispose]()
      ready(undefined)
    }
  }, [run])
  const { film, plan, shots, recording, filmed } = run
  const { events } = recording
  const [first] = shots
  return (
    <figure class="demo not-content" ref={figure} data-testid="film" onKeyDown={(event) => keyed(event, player.current)}>
      <Header run={run} />
      {filmed < events.length && (
        <p class="replay-part">
          The picture has room for the first {filmed} of {events.length} events. The mistakes are looked for in all of them.
        </p>
      )}
      <Picture film={film} plan={plan} first={first} title={`What happened in ${run.name}`} />
      <Controls shots={shots} of={run.name}>
        <label>
          Speed{' '}
          <select data-speed data-testid="speed">
            {SPEEDS.map(([value, text]) => (
              <option key={value} value={value} selected={value === '1'}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </Controls>
      <div class="demo-said">
        <p class="demo-event" data-event aria-hidden="true" />
        <p data-says aria-live="polite" />
      </div>
      <Legend film={film} />
      <WireView run={run} shot={shot} />
      <Mistakes
        mistakes={run.mistakes}
        shotAt={(seq) => shotAt(run, seq)}
        show={(at) => {
          player.current?.show(at)
          figure.current?.scrollIntoView()
        }}
      />
      <Story shots={shots} />
    </figure>
  )
}

const Header = ({ run: { name, recording } }: { run: Run }) => {
  const { header, events } = recording
  const seconds = ((events.at(-1)?.at ?? 0) / 1000).toFixed(1)
  const said = [
    // what lab watch saw ran on no engine of the lab
    ...(header.engine === 'none'
      ? ([['Program', 'of one’s own, seen by lab watch']] as const)
      : ([
          ['Exercise', header.exercise],
          ['Engine', header.engine],
        ] as const)),
    ['Broker', header.services['rabbitmq']],
    ['Recorded', `${events.length} events in ${seconds} s`],
  ] as const
  return (
    <figcaption>
      <strong>{name}</strong>
      <dl class="replay-header">
        {said.map(
          ([term, value]) =>
            value && (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </figcaption>
  )
}

/** Wherever in the film the focus is: what has keys of its own keeps them. */
function keyed(event: KeyboardEvent, player: Player | undefined): void {
  if (!player || event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return
  if (event.target.matches('input, select, textarea')) return
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key]
  if (step === undefined) return
  event.preventDefault()
  player.show(Math.min(player.last, Math.max(0, player.at + step)), { moving: step === 1 })
}
