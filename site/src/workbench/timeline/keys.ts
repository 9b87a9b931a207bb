// What the keys do while the timeline has the focus. Tab, and all that is not listed, stays the browser's: nobody is kept in here.
export interface Deeds {
  step(by: 1 | -1): void
  first(): void
  last(): void
  none(): void
  /** Reads the story of what is chosen. */
  open(): void
  zoom(by: number): void
  pan(steps: number): void
  whole(): void
  follow(): void
}

export const ZOOM = 1.5

export const keyed =
  (deeds: Deeds) =>
  (event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'preventDefault'>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const deed = deedOf(event, deeds)
    if (deed === undefined) return
    event.preventDefault()
    deed()
  }

function deedOf({ key, shiftKey }: { key: string; shiftKey: boolean }, deeds: Deeds): (() => void) | undefined {
  switch (key) {
    case 'ArrowLeft':
      return () => (shiftKey ? deeds.pan(-1) : deeds.step(-1))
    case 'ArrowRight':
      return () => (shiftKey ? deeds.pan(1) : deeds.step(1))
    case 'Home':
      return () => deeds.first()
    case 'End':
      return () => deeds.last()
    case 'Escape':
      return () => deeds.none()
    case 'Enter':
      return () => deeds.open()
    case '+':
    case '=':
      return () => deeds.zoom(ZOOM)
    case '-':
    case '−':
      return () => deeds.zoom(1 / ZOOM)
    case '0':
      return () => deeds.whole()
    case 'f':
    case 'F':
      return () => deeds.follow()
    default:
      return undefined
  }
}
