// The part of the timeline in sight: what a zoom, a pan or a new event makes of it. Positions are the scale's, x is in pixels.
export interface Window {
  /** The position at the left edge. */
  readonly left: number
  /** Pixels a position. */
  readonly zoom: number
}

/** All there is, as long as an event keeps so many pixels; then the newest. */
const LEGIBLE = 3
const CLOSEST = 48

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), Math.max(least, most))

export const wholeOf = (end: number, width: number): Window => ({ left: 0, zoom: Math.min(CLOSEST / 2, width / Math.max(1, end)) })

export function newestOf(end: number, width: number): Window {
  const zoom = Math.max(LEGIBLE, wholeOf(end, width).zoom)
  return { left: Math.max(0, end - width / zoom), zoom }
}

export function pannedBy({ left, zoom }: Window, pixels: number, end: number, width: number): Window {
  return { left: clamp(left + pixels / zoom, 0, end - width / zoom), zoom }
}

/** What is at `x` stays there. */
export function zoomedBy({ left, zoom }: Window, by: number, x: number, end: number, width: number): Window {
  const next = clamp(zoom * by, Math.min(wholeOf(end, width).zoom, LEGIBLE), CLOSEST)
  return pannedBy({ left: left + x / zoom - x / next, zoom: next }, 0, end, width)
}

/** Moves no more than it must to have both in sight, or else the first. */
export function showing(window: Window, from: number, to: number, end: number, width: number): Window {
  const wide = width / window.zoom
  const edge = Math.min(wide / 8, 40 / window.zoom)
  const left = Math.min(Math.max(window.left, to - wide + edge), from - edge)
  return pannedBy({ ...window, left }, 0, end, width)
}
