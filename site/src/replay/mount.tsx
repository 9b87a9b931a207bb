// Puts the player of Recordings in the place its page left for it, once there is something to play. Loaded by reach.ts.
import { render } from 'preact'
import { config } from 'zod'
import broker from '../workbench/broker/broker.css?inline'
import colours from '../workbench/colours.css?inline'
import frame from '../workbench/frame.css?inline'
import timeline from '../workbench/timeline/timeline.css?inline'
import { App } from './app.tsx'
import type { Given } from './opening.ts'

export const mount = (place: HTMLElement, first: Given): void => {
  // The pages' policy forbids eval, which zod would try for speed and be reported for.
  config({ jitless: true })
  place.replaceChildren()
  render(
    <>
      <style>{colours + frame + timeline + broker}</style>
      <App first={first} />
    </>,
    place,
  )
}
