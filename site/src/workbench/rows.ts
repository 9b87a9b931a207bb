// Which rows of a long table are drawn: those in sight and some on either side, so that ten thousand cost as much as fifty.
export interface Rows {
  /** Index of the first row drawn, and of the one after the last. */
  readonly from: number
  readonly to: number
  /** Pixels of the rows left out above and below. */
  readonly above: number
  readonly below: number
}

const BESIDE = 12

/** Those at the end, for who follows: the next events take them away at once, so none is drawn beside them. */
export const lastRows = (count: number, rowHeight: number, height: number): Rows => {
  const from = Math.max(0, count - Math.ceil(height / rowHeight) - 1)
  return { from, to: count, above: from * rowHeight, below: 0 }
}

export const rowsInSight = (count: number, rowHeight: number, scrollTop: number, height: number): Rows => {
  const from = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - BESIDE)
  const to = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + BESIDE)
  return { from, to, above: from * rowHeight, below: (count - to) * rowHeight }
}
