/** Calls back once after `ms`; the returned function takes it back. Given as a parameter so that tests own the clock. */
export type Later = (ms: number, act: () => void) => () => void

export const later: Later = (ms, act) => {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}
