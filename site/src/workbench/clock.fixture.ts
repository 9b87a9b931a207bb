// A clock for tests: time passes when the test says so.
import type { Later } from './timers.ts'

export interface Clock {
  readonly later: Later
  pass(ms: number): void
}

export const createClock = (): Clock => {
  let now = 0
  let timers: { at: number; act: () => void }[] = []
  return {
    later: (ms, act) => {
      const timer = { at: now + ms, act }
      timers.push(timer)
      return () => (timers = timers.filter((each) => each !== timer))
    },
    pass: (ms) => {
      const until = now + ms
      for (;;) {
        const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((each) => each !== next)
        now = next.at
        next.act()
      }
      now = until
    },
  }
}
