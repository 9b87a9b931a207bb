// Where a terminal's text names a place in the learner's files, a click goes there. A long path is wrapped over several rows,
// so the rows that belong together are read as one line, and what is found is told as cells again.
import type { ILink, ILinkProvider, Terminal } from '@xterm/xterm'
import type { FoundPlace, SourcePlace } from './source-places.ts'

export const linksTo = (terminal: Terminal, places: (text: string) => readonly FoundPlace[], goTo: (place: SourcePlace) => void): ILinkProvider => ({
  provideLinks: (row, tell) => {
    const { active } = terminal.buffer
    const isWrapped = (at: number) => active.getLine(at)?.isWrapped === true
    let first = row - 1
    while (first > 0 && isWrapped(first)) first--
    let end = first + 1
    while (isWrapped(end)) end++
    const rows = Array.from({ length: end - first }, (_, index) => active.getLine(first + index)?.translateToString(false) ?? '')
    const cell = (index: number) => ({ x: (index % terminal.cols) + 1, y: first + Math.floor(index / terminal.cols) + 1 })
    const links = places(rows.join('')).map(({ at, length, path, line, column }): ILink => ({
      range: { start: cell(at), end: cell(at + length - 1) },
      text: `${path}:${line}`,
      activate: () => goTo({ path, line, column }),
    }))
    tell(links.length > 0 ? links : undefined)
  },
})
