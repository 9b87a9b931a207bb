// The programs: run and stop each, and its terminal.
import xtermStyles from '@xterm/xterm/css/xterm.css?raw'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ProgramView } from './page.ts'
import { openScreen, type OpenScreen } from './screen.ts'
import type { Session } from './session.ts'

const Terminal = ({
  session,
  program,
  hidden,
  readAloud,
  online,
}: {
  session: Session
  program: string
  hidden: boolean
  readAloud: boolean
  online: boolean
}) => {
  const place = useRef<HTMLDivElement>(null)
  const screen = useRef<OpenScreen>(null)
  useEffect(() => {
    if (!place.current) return
    const opened = openScreen(place.current, {
      label: `Terminal of ${program}`,
      typed: (text) => session.send({ type: 'input', program, text }),
      resized: (columns, rows) => session.send({ type: 'resize', program, columns, rows }),
    })
    screen.current = opened
    const detach = session.feed(program).attach(opened)
    return () => {
      detach()
      opened[Symbol.dispose]()
    }
  }, [session, program])
  useEffect(() => screen.current?.readAloud(readAloud), [readAloud])
  useEffect(() => {
    if (online) screen.current?.tellSize()
  }, [online])
  return <div class="wb-terminal" data-testid={`terminal-${program}`} hidden={hidden} ref={place} />
}

const stateWords = ({ state, text }: ProgramView): string => (state === 'running' ? 'running' : state === 'exited' ? text : 'not started')

interface Given {
  session: Session
  programs: readonly ProgramView[]
  watch: boolean
  online: boolean
  checking: boolean
}

export const Terminals = ({ session, programs, watch, online, checking }: Given) => {
  const [chosen, choose] = useState<string>()
  const [readAloud, setReadAloud] = useState(false)
  const active = chosen ?? programs[0]?.program
  const run = (program: string) => {
    choose(program)
    session.run(program)
  }
  return (
    <section class="wb-programs" aria-label="Programs">
      <style>{xtermStyles}</style>
      <ul class="wb-program-list">
        {programs.map((each) => {
          const running = each.state === 'running'
          const mayRun = online && !running && !checking
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
                aria-disabled={!mayRun}
                onClick={() => mayRun && run(each.program)}
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
      </ul>
      {programs.map(({ program }) => (
        <Terminal key={program} session={session} program={program} hidden={program !== active} readAloud={readAloud} online={online} />
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
