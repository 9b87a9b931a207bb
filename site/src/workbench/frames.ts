// Work in the page's frames. One has 16 ms, and in a flood there is more to do than that: what is not begun early in a frame is done in one to come,
// who has waited longest first. In each frame at least one is.

/** Of a frame's time since its first act began, in ms: who would begin later than that gives way. */
const LATE = 2

const waiting: (() => void)[] = []
/** The frame that is being made, by the time the browser gives it, and when the first act in it began. */
let frame = { begun: -1, since: 0 }

/** Calls back in the next frame, or in one after it where other acts have taken this one's time. Returns how to take it back. */
export const inNextFrame = (act: () => void): (() => void) => {
  const turn = () => act()
  waiting.push(turn)
  requestAnimationFrame(takeTurn)
  return () => {
    const at = waiting.indexOf(turn)
    if (at >= 0) waiting.splice(at, 1)
  }
}

/** A callback of its own for each, since what an act has rendered is rendered right after it. */
function takeTurn(begun: number): void {
  const now = performance.now()
  if (begun !== frame.begun) frame = { begun, since: now }
  if (waiting.length > 0 && now - frame.since > LATE) return void requestAnimationFrame(takeTurn)
  waiting.shift()?.()
}
