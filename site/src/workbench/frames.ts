// Work in the page's frames. One has 16 ms, and in a flood there is more to do than that: what comes late in a frame is done in the next one.

/** Of a frame, in ms: who begins later than that gives way. */
const LATE = 5

/** Calls back in the next frame, or in the one after it where other work has taken this one's time. Returns how to take it back. */
export const inNextFrame = (act: () => void): (() => void) => {
  let frame = requestAnimationFrame((begun) => {
    if (performance.now() - begun < LATE) act()
    else frame = requestAnimationFrame(act)
  })
  return () => cancelAnimationFrame(frame)
}
