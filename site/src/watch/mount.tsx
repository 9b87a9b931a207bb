// Puts the page Watch's live part in its place. Loaded by reach.ts where lab watch serves the page.
import { render } from 'preact'
import { config } from 'zod'
import broker from '../workbench/broker/broker.css?inline'
import colours from '../workbench/colours.css?inline'
import frame from '../workbench/frame.css?inline'
import parts from '../workbench/parts.css?inline'
import timeline from '../workbench/timeline/timeline.css?inline'
import { later } from '../workbench/timers.ts'
import { App } from './app.tsx'
import { watched } from './watched.ts'

export const mount = (place: HTMLElement): void => {
  // The pages' policy forbids eval, which zod would try for speed and be reported for.
  config({ jitless: true })
  const store = watched({ get: (after) => fetch(`/api/watch?after=${after}`), later, now: () => performance.now() })
  place.replaceChildren()
  render(
    <>
      <style>{colours + frame + parts + timeline + broker}</style>
      <App watched={store} />
    </>,
    place,
  )
}
