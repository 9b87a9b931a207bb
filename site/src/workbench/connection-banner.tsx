// Tells in words when the lab does not answer, and what to do.
import type { ConnectionState } from './connection.ts'

const plural = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`)

export const connectionWord = (state: ConnectionState): string =>
  ({ connecting: 'Connecting…', open: 'Connected', reconnecting: 'Reconnecting…', refused: 'The lab does not answer' })[state.is]

export const ConnectionBanner = ({ state, retry }: { state: ConnectionState; retry: () => void }) => {
  if (state.is === 'open' || state.is === 'connecting') return null
  return (
    <div class="wb-banner" role="status" data-testid="connection-banner">
      {state.is === 'reconnecting' && (
        <p>
          The connection to the lab was lost. <span aria-hidden="true">Trying again in {plural(state.seconds)}. </span>What you type is kept in this
          browser.
        </p>
      )}
      {state.is === 'refused' && (
        <p>
          The lab does not answer. Is it still running (<code>npm start</code>, or <code>docker compose up</code>)? If it printed a new address, open
          that. <span aria-hidden="true">Trying again in {plural(state.seconds)}.</span>
        </p>
      )}
      <button type="button" onClick={retry}>
        Try now
      </button>
    </div>
  )
}
