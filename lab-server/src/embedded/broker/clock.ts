/** The time, as far as a broker needs it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `go` once, so many milliseconds from now, at the earliest; what is returned takes that back. */
  after(milliseconds: number, go: () => void): () => void
}

/** The longest a timer of the platform waits: what is to wait longer is asked again then. */
const LONGEST = 2_147_483_647

export const CLOCK: Clock = {
  now: () => Date.now(),
  after(milliseconds, go) {
    // No timer of a broker keeps its process alive.
    const timer = setTimeout(go, Math.min(Math.max(milliseconds, 0), LONGEST))
    if (typeof timer === 'object') timer.unref()
    return () => clearTimeout(timer)
  },
}
