import { useEffect, useRef, useState } from 'preact/hooks'
import { inNextFrame } from './frames.ts'
import { later } from './timers.ts'

/** In ms: a flood in which nothing comes for so long is over. Longer than from one rendering in it to the next. */
const OVER_MS = 150

/** The value as it is, and in a flood of changes as it was that many milliseconds ago at most: more could not be read. */
export function usePaced<T>(value: T, everyMs: number | ((shown: T) => number)): T {
  const [shown, show] = useState(value)
  const since = useRef(0)
  useEffect(() => {
    if (value === shown) return
    const wait = since.current + (typeof everyMs === 'number' ? everyMs : everyMs(shown)) - performance.now()
    let takeBack = later(Math.min(Math.max(0, wait), OVER_MS), () => {
      takeBack = inNextFrame(() => {
        since.current = performance.now()
        show(value)
      })
    })
    return () => takeBack()
  }, [value, shown])
  return shown
}
