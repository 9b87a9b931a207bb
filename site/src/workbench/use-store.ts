import { useEffect, useState } from 'preact/hooks'
import type { Store } from './store.ts'

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
