import { useEffect, useState } from 'preact/hooks'
import { inNextFrame } from './frames.ts'
import type { Store } from './store.ts'

/** The store's value, rendering again in a frame after it changes: what changes many times in one is drawn once. */
export const useFramed = <T>(store: Store<T>): T => {
  const [value, show] = useState(() => store.get())
  useEffect(() => {
    let takeBack: (() => void) | undefined
    const changed = () => {
      takeBack ??= inNextFrame(() => {
        takeBack = undefined
        show(() => store.get())
      })
    }
    changed()
    const unwatch = store.watch(changed)
    return () => {
      unwatch()
      takeBack?.()
    }
  }, [store])
  return value
}

/** The store's value, rendering again when it changes. */
export const useStore = <T>(store: Store<T>): T => {
  const [value, show] = useState(() => store.get())
  useEffect(() => {
    const changed = () => show(() => store.get())
    changed()
    return store.watch(changed)
  }, [store])
  return value
}
