import { useEffect, useRef, useState } from 'preact/hooks'

/** The value as it is, and in a flood of changes as it was that many milliseconds ago at most: more could not be read. */
export function usePaced<T>(value: T, everyMs: number): T {
  const [shown, show] = useState(value)
  const since = useRef(0)
  useEffect(() => {
    if (value === shown) return
    const wait = Math.max(0, since.current + everyMs - performance.now())
    const timer = setTimeout(() => {
      since.current = performance.now()
      show(value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value, shown])
  return shown
}
