import { useEffect, useState } from 'preact/hooks'
import { inNextFrame } from './frames.ts'
import type { Store } from './store.ts'

/** The store's value, rendering again when it changes. What `canWait` is shown in a frame to come: of many such changes in one, the last. */
export const useStore = <T>(store: Store<T>, canWait: (before: T, after: T) => boolean = () => false): T => {
  const [value, show] = useState(() => store.get())
  useEffect(() => {
    let shown = value
    let takeBack: (() => void) | undefined
    const showNow = () => {
      takeBack?.()
      takeBack = undefined
      shown = store.get()
      show(() => shown)
    }
    const changed = () => {
      if (!canWait(shown, store.get())) showNow()
      else takeBack ??= inNextFrame(showNow)
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
