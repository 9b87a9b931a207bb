// A value that can be watched. The workbench's parts share these instead of module state.
export interface Store<T> {
  get(): T
  set(next: T): void
  /** Calls back after each change; returns how to stop. */
  watch(changed: () => void): () => void
}

export const createStore = <T>(initial: T): Store<T> => {
  let value = initial
  const watchers = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const changed of watchers) changed()
    },
    watch: (changed) => {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
  }
}
