// Under a terminal: the error its program last printed, and a button that shows the line it came from. The same by keyboard
// as a click on the place in the terminal itself.
import { useMemo } from 'preact/hooks'
import type { Session } from './session.ts'
import { errorPlace } from './source-places.ts'

interface Given {
  session: Session
  program: string
  /** What the program does, in words. One that ended well has no error to look at. */
  state: string
  checking: boolean
}

export const ErrorPlace = ({ session, program, state, checking }: Given) => {
  const { workspace } = session
  const place = useMemo(() => {
    if (state === 'exited with code 0') return undefined
    return errorPlace(session.feed(program).ofLastRun(), Object.keys(workspace.opened.get().files))
  }, [session, program, state, checking])
  return (
    <div class="wb-error-place" role="status">
      {place && (
        <>
          <code>{place.error}</code>
          <button type="button" data-testid="go-to-error" onClick={() => workspace.goTo(place)}>
            Go to {place.path}, line {place.line}
          </button>
        </>
      )}
    </div>
  )
}
