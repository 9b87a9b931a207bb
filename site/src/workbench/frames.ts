// Work in the page's frames. One has 16 ms, and in a flood there is more to do than that: what comes late in a frame is done in one to come,
// who has waited longest first.

/** Of a frame, in ms: who begins later than that gives way. */
const LATE = 2
/** In ms: for how long at most somebody gives way. */
const PATIENCE = 120

interface Waiting {
  readonly act: () => void
  readonly since: number
}

const waiting: Waiting[] = []

/** Calls back in the next frame, or in one after it where other work has taken this one's time. Returns how to take it back. */
export const inNextFrame = (act: () => void): (() => void) => {
  const one = { act, since: performance.now() }
  waiting.push(one)
  requestAnimationFrame(takeTurn)
  return () => {
    const at = waiting.indexOf(one)
    if (at >= 0) waiting.splice(at, 1)
  }
}

/** A callback of its own for each, since what an act has rendered is rendered right after it. */
function takeTurn(begun: number): void {
  const [first] = waiting
  if (first === undefined) return
  const now = performance.now()
  if (now - begun > LATE && now - first.since < PATIENCE) return void requestAnimationFrame(takeTurn)
  waiting.shift()
  first.act()
}
