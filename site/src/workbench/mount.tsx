// Puts a workbench in the place its page left for it. This module and all it imports is loaded when the learner reaches for it.
import { render } from 'preact'
import { config } from 'zod'
import broker from './broker/broker.css?inline'
import colours from './colours.css?inline'
import { checked } from './course.ts'
import { draftsOf } from './drafts.ts'
import frame from './frame.css?inline'
import parts from './parts.css?inline'
import { pointsOf } from './points.ts'
import { rehearse } from './rehearsal.ts'
import { openSession } from './session.ts'
import timeline from './timeline/timeline.css?inline'
import { later } from './timers.ts'
import { openVersions } from './versions.ts'
import { Workbench } from './workbench.tsx'

export const mount = (place: HTMLElement, slug: string): void => {
  // The pages' policy forbids eval, which zod would try for speed and be reported for.
  config({ jitless: true })
  const path = `/session?exercise=${encodeURIComponent(slug)}`
  const session = openSession({
    open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`),
    drafts: draftsOf(() => localStorage, slug),
    versions: openVersions(
      () => localStorage,
      slug,
      () => Date.now(),
    ),
    later,
  })
  session.page.watch(() => {
    const { exercise, judged } = session.page.get()
    if (exercise && judged) checked(pointsOf(exercise, judged.verdict))
  })
  addEventListener('pagehide', () => session.workspace.keep())
  addEventListener('online', () => session.retry())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') session.retry()
    else session.workspace.keep()
  })
  // Before the first drawing: it makes the room, and what is scrolled to must not move afterwards.
  document.documentElement.dataset['workbenchOpen'] = 'open'
  place.replaceChildren()
  render(
    <>
      <style>{colours + frame + parts + timeline + broker}</style>
      <Workbench session={session} />
    </>,
    place,
  )
  // Safari has none
  if ('requestIdleCallback' in globalThis) requestIdleCallback(rehearse)
}
