// Joins what a terminal already shows to what the lab still holds of its output, by their offsets since the session's start.
//
//   shown            |----------------|            end
//   backlog      offset|-----------------------|
//   to write                          |--------|
export interface Shown {
  /** Offset after the last character written to the terminal. */
  readonly end: number
}

export interface Joined {
  /** True when they do not meet (a gap, or a new session that counts from 0 again): the terminal starts afresh. */
  readonly clear: boolean
  readonly write: string
  readonly end: number
}

export const join = ({ end }: Shown, text: string, offset: number): Joined => {
  const textEnd = offset + text.length
  return offset <= end && end <= textEnd
    ? { clear: false, write: text.slice(end - offset), end: textEnd }
    : { clear: true, write: text, end: textEnd }
}
