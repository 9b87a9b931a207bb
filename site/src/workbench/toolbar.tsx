// Check, and what is done with the whole exercise.
import type { Confirm } from './confirm.tsx'
import { connectionWord } from './connection-banner.tsx'
import type { ConnectionState } from './connection.ts'
import { isBusy, type Page } from './page.ts'
import type { Session } from './session.ts'

interface Given {
  session: Session
  page: Page
  connection: ConnectionState
  /** What was done last that can be undone, in words. */
  undo: string | undefined
  wide: boolean
  setWide: (wide: boolean) => void
  confirm: Confirm
  check: () => void
  showKeys: () => void
}

export const Toolbar = ({ session, page, connection, undo, wide, setWide, confirm, check, showKeys }: Given) => {
  const online = connection.is === 'open'
  const busy = isBusy(page)
  const mayCheck = online && !busy
  const services = Object.values(page.services).join(', ')
  const shown = page.solution !== undefined
  const toggleSolution = async () => {
    if (shown) session.closeSolution()
    else if (online && (await confirm('Show the solution beside your text? You learn more from it once you have tried.', 'Show the solution')))
      session.send({ type: 'solution' })
  }
  return (
    <div class="wb-toolbar" role="group" aria-label="Exercise">
      <button type="button" class="wb-primary" data-testid="check" aria-disabled={!mayCheck} onClick={() => mayCheck && check()}>
        {busy ? 'Checking…' : 'Check'}
      </button>
      <button type="button" data-testid="reset" aria-disabled={!online} onClick={() => online && session.workspace.reset()}>
        Reset to starter
      </button>
      {undo !== undefined && (
        <button type="button" data-testid="undo" onClick={() => session.workspace.undo()}>
          Undo {undo}
        </button>
      )}
      <button type="button" data-testid="solution" aria-disabled={!online && !shown} onClick={() => void toggleSolution()}>
        {shown ? 'Hide solution' : 'Show solution'}
      </button>
      {online && page.exercise !== undefined && (
        <a
          data-testid="management"
          href={`/api/management/${page.exercise.slug}`}
          target="_blank"
          rel="noopener"
          aria-label="RabbitMQ’s management, opens in a new tab"
        >
          RabbitMQ’s management ↗
        </a>
      )}
      <span class="wb-where">
        <span data-testid="connection" data-state={connection.is}>
          {connectionWord(connection)}
        </span>
        {page.engine !== '' && (
          <span data-testid="engine">
            {' · '}
            {page.engine} engine{services !== '' && ` · ${services}`}
          </span>
        )}
      </span>
      <button type="button" data-testid="show-keys" aria-haspopup="dialog" aria-label="Keys" title="Keys" onClick={showKeys}>
        ?
      </button>
      <button type="button" class="wb-wide-toggle" aria-pressed={wide} onClick={() => setWide(!wide)}>
        Full width
      </button>
    </div>
  )
}
