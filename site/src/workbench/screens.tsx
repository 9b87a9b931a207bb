// The programs' terminals, one shown or all of them together. Each stays open while it is hidden, and loses nothing.
import { useEffect, useRef } from 'preact/hooks'
import { openScreen, type OpenScreen } from './screen.ts'
import type { Session } from './session.ts'
import { placesIn } from './source-places.ts'

interface Common {
  session: Session
  /** Each with its name over it. */
  together: boolean
  readAloud: boolean
  online: boolean
}

interface Shown {
  program: string
  label: string
  hidden: boolean
}

const Terminal = ({ session, program, label, hidden, together, readAloud, online }: Common & Shown) => {
  const place = useRef<HTMLDivElement>(null)
  const screen = useRef<OpenScreen>(null)
  useEffect(() => {
    if (!place.current) return
    const opened = openScreen(place.current, {
      label,
      typed: (text) => session.send({ type: 'input', program, text }),
      resized: (columns, rows) => session.send({ type: 'resize', program, columns, rows }),
      places: (text) => placesIn(text, Object.keys(session.workspace.opened.get().files)),
      goTo: (place) => session.workspace.goTo(place),
    })
    screen.current = opened
    const detach = session.feed(program).attach(opened)
    return () => {
      detach()
      opened[Symbol.dispose]()
    }
  }, [session, program, label])
  useEffect(() => screen.current?.readAloud(readAloud), [readAloud])
  useEffect(() => {
    if (online) screen.current?.tellSize()
  }, [online])
  return (
    <div class="wb-screen" hidden={hidden}>
      {together && (
        <p class="wb-screen-name" aria-hidden="true">
          {program}
        </p>
      )}
      <div class="wb-terminal" data-testid={`terminal-${program}`} ref={place} />
    </div>
  )
}

export const Screens = ({ screens, ...common }: Common & { screens: readonly Shown[] }) => (
  <div class="wb-screens">
    {screens.map((each) => (
      <Terminal key={each.program} {...common} {...each} />
    ))}
  </div>
)
