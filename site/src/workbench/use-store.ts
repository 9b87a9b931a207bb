import { useEffect, useState } from 'preact/hooks'
import { inNextFrame } from './frames.ts'
import type { Store } from './store.ts'
import { later } from './timers.ts'

/** In a flood, ms from one drawing of what was said to the next: nobody reads faster, and laying it out takes most of a frame. */
export const RENDERED_EVERY_MS = 100

/**
 * The store's value, rendering again when it changes. What `canWait` is shown in a frame to come, of many such changes the last: `everyMs` after
 * the one before at the earliest.
 */
export const useStore = <T>(store: Store<T>, canWait: (before: T, after: T) => boolean = () => false, everyMs = 0): T => {
  const [value, show] = useState(() => store.get())
  useEffect(() => {
    let shown = value
    let since = -Infinity
    let takeBack: (() => void) | undefined
    const showNow = () => {
      takeBack?.()
      takeBack = undefined
      since = performance.now()
      shown = store.get()
      show(() => shown)
    }
    const inFrame = () => (takeBack = inNextFrame(showNow))
    const changed = () => {
      if (!canWait(shown, store.get())) return showNow()
      const wait = since + everyMs - performance.now()
      takeBack ??= wait > 0 ? later(wait, inFrame) : inNextFrame(showNow)
    }
    showNow()
    const unwatch = store.watch(changed)
    return () => {
      unwatch()
      takeBack?.()
    }
  }, [store])
  return value
}
