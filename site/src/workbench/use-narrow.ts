// Whether a part of the page has room for one thing beside another, by its own width.
import { useEffect, useRef, useState, type MutableRef } from 'preact/hooks'

const NARROW_PX = 700

/** The frame to measure goes to `frame`. */
export function useNarrow<E extends HTMLElement>(): { narrow: boolean; frame: MutableRef<E | null> } {
  const [narrow, setNarrow] = useState(false)
  const frame = useRef<E | null>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(() => setNarrow(element.clientWidth < NARROW_PX))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { narrow, frame }
}
