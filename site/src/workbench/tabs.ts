// The keyboard of a row of tabs (WAI-ARIA's pattern): one tab stop, arrows, Home and End.
interface TabProps {
  readonly type: 'button'
  readonly role: 'tab'
  readonly id: string
  readonly 'aria-selected': boolean
  readonly tabIndex: 0 | -1
  readonly onClick: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

export const tabsOf =
  (prefix: string, names: readonly string[], active: string, select: (name: string) => void) =>
  (name: string): TabProps => ({
    type: 'button',
    role: 'tab',
    id: `${prefix}-${names.indexOf(name)}`,
    'aria-selected': name === active,
    tabIndex: name === active ? 0 : -1,
    onClick: () => select(name),
    onKeyDown: (event) => {
      const at = STEPS[event.key]?.(names.indexOf(name), names.length)
      const next = at === undefined ? undefined : names[at]
      if (at === undefined || next === undefined) return
      event.preventDefault()
      select(next)
      document.getElementById(`${prefix}-${at}`)?.focus()
    },
  })
