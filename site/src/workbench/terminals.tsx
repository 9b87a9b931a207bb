// The programs: run and stop each, and its terminal; and beside them the learner's shell, where there is one.
import xtermStyles from '@xterm/xterm/css/xterm.css?raw'
import type { Program } from '@ackademy/contract/exercise.ts'
import { SHELL } from '@ackademy/contract/protocol.ts'
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import { useRef, useState } from 'preact/hooks'
import type { Page, ProgramView } from './page.ts'
import { Border, useSide } from './border.tsx'
import { ErrorPlace } from './error-place.tsx'
import { Screens } from './screens.tsx'
import type { Session } from './session.ts'
import { WhatIfPanel } from './what-if.tsx'
import { SIDES } from './split.ts'

const stateWords = ({ state, text }: ProgramView): string => (state === 'running' ? 'running' : state === 'exited' ? text : 'not started')

interface ShellGiven {
  shell: NonNullable<Page['shell']>
  active: boolean
  online: boolean
  session: Session
  choose: () => void
}

/** What is done in the shell is not recorded: nothing but its terminal shows it. */
const ShellRow = ({ shell, active, online, session, choose }: ShellGiven) => {
  const none = 'none' in shell
  const running = !none && shell.state === 'running'
  const mayOpen = online && !none && !running
  const open = () => {
    choose()
    session.run(SHELL)
  }
  return (
    <li data-state={none ? 'idle' : shell.state}>
      <button type="button" class="wb-program-name" data-testid="shell" aria-pressed={active} onClick={choose}>
        Shell
      </button>
      <span class="wb-state" data-testid="state-shell">
        {none ? 'not here' : running ? 'open, not recorded' : shell.state === 'exited' ? shell.text : 'not open'}
      </span>
      {!none && (
        <>
          <button type="button" data-testid="open-shell" aria-label="Open a shell" aria-disabled={!mayOpen} onClick={() => mayOpen && open()}>
            ▶ Open
          </button>
          <button
            type="button"
            data-testid="close-shell"
            aria-label="Close the shell"
            aria-disabled={!running || !online}
            onClick={() => running && session.send({ type: 'stop', program: SHELL })}
          >
            ■ Close
          </button>
        </>
      )}
    </li>
  )
}

interface Given {
  session: Session
  programs: readonly ProgramView[]
  /** As the exercise has them. */
  declared: readonly Program[]
  shell: Page['shell']
  watch: boolean
  online: boolean
  checking: boolean
  /** Told which program's terminal is shown, for the key that runs it. */
  shown: { current: string | undefined }
}

/** As usual it takes what room there is. */
const heightOf = (height: number) => (height === SIDES.terminal.usual ? {} : { '--wb-terminal': `${height}px`, '--wb-terminal-grow': 0 })

export const Terminals = ({ session, programs, declared, shell, watch, online, checking, shown }: Given) => {
  const [chosen, choose] = useState<string>()
  const [together, setTogether] = useState(false)
  const [readAloud, setReadAloud] = useState(false)
  const active = chosen ?? programs[0]?.program
  shown.current = active
  const place = useRef<HTMLElement>(null)
  const [height, setHeight] = useSide('terminal')
  /** All terminals shown have the same height, whether they stand beside or below each other. */
  const heightAt = ({ clientY }: PointerEvent): number => {
    const tops = [...(place.current?.querySelectorAll('.wb-screen:not([hidden]) .wb-terminal') ?? [])].map((one) => one.getBoundingClientRect().top)
    return (clientY - Math.min(clientY, ...tops)) / Math.max(1, new Set(tops).size)
  }
  const run = (program: string, whatIf?: WhatIf) => {
    choose(program)
    session.run(program, whatIf)
  }
  const mayRun = ({ state }: ProgramView) => online && state !== 'running' && !checking
  const hasShell = shell !== undefined && !('none' in shell)
  const supposable = programs.find(({ program }) => program === active)
  return (
    <section class="wb-programs" aria-label="Programs" style={heightOf(height)} ref={place}>
      <style>{xtermStyles}</style>
      <ul class="wb-program-list">
        {programs.map((each) => {
          const running = each.state === 'running'
          return (
            <li key={each.program} data-state={each.state}>
              <button type="button" class="wb-program-name" aria-pressed={each.program === active} onClick={() => choose(each.program)}>
                {each.program}
              </button>
              <span class="wb-state" data-testid={`state-${each.program}`}>
                {stateWords(each)}
              </span>
              <button
                type="button"
                data-testid={`run-${each.program}`}
                aria-label={`Run ${each.program}`}
                aria-disabled={!mayRun(each)}
                onClick={() => mayRun(each) && run(each.program)}
              >
                ▶ Run
              </button>
              <button
                type="button"
                data-testid={`stop-${each.program}`}
                aria-label={`Stop ${each.program}`}
                aria-disabled={!running || !online}
                onClick={() => running && session.send({ type: 'stop', program: each.program })}
              >
                ■ Stop
              </button>
            </li>
          )
        })}
        {shell && <ShellRow shell={shell} active={active === SHELL} online={online} session={session} choose={() => choose(SHELL)} />}
      </ul>
      <Screens
        screens={[
          ...programs.map(({ program }) => ({ program, label: `Terminal of ${program}`, hidden: program !== active && !together })),
          ...(hasShell
            ? [{ program: SHELL, label: 'Shell in your container', hidden: active !== SHELL && !(together && shell.state === 'running') }]
            : []),
        ]}
        {...{ session, together, readAloud, online }}
      />
      {shell && 'none' in shell && (
        <p class="wb-empty" data-testid="no-shell" hidden={active !== SHELL}>
          {shell.none}
        </p>
      )}
      {supposable && (
        <WhatIfPanel
          program={supposable.program}
          entry={declared.find(({ name }) => name === supposable.program)?.entry ?? ''}
          mayRun={mayRun(supposable)}
          run={(whatIf) => run(supposable.program, whatIf)}
        />
      )}
      <Border side="terminal" label="Height of the terminal" size={height} set={setHeight} at={heightAt} />
      {programs
        .filter(({ program }) => program === active)
        .map((each) => (
          <ErrorPlace key={each.program} program={each.program} state={stateWords(each)} {...{ session, checking }} />
        ))}
      <div class="wb-options">
        <label>
          <input
            type="checkbox"
            data-testid="watch"
            checked={watch}
            disabled={!online}
            onChange={(event) => session.send({ type: 'watch', on: event.currentTarget.checked })}
          />
          Run again on save
        </label>
        {programs.length + (hasShell ? 1 : 0) > 1 && (
          <label>
            <input type="checkbox" data-testid="together" checked={together} onChange={(event) => setTogether(event.currentTarget.checked)} />
            All terminals
          </label>
        )}
        <label>
          <input type="checkbox" checked={readAloud} onChange={(event) => setReadAloud(event.currentTarget.checked)} />
          Screen reader mode
        </label>
        <span class="wb-hint">
          Leave the terminal: <kbd>Esc</kbd>, then <kbd>Tab</kbd>.
        </span>
      </div>
    </section>
  )
}
