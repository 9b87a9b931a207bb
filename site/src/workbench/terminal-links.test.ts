import type { ILink, Terminal } from '@xterm/xterm'
import { describe, expect, it } from 'vitest'
import { placesIn, type SourcePlace } from './source-places.ts'
import { linksTo } from './terminal-links.ts'

/** As much of a terminal as links are made from: its rows, and whether each continues the one above. */
const terminalOf = (columns: number, rows: readonly (readonly [text: string, wrapped: boolean])[]): Terminal => {
  const lines = rows.map(([text, isWrapped]) => ({ isWrapped, translateToString: () => text.padEnd(columns) }))
  return { cols: columns, buffer: { active: { getLine: (at: number) => lines[at] } } } as unknown as Terminal
}

const linksAt = (terminal: Terminal, row: number, goTo: (place: SourcePlace) => void = () => {}): ILink[] => {
  let links: ILink[] = []
  linksTo(terminal, (text) => placesIn(text, ['consumer.js']), goTo).provideLinks(row, (found) => (links = found ?? []))
  return links
}

describe('a terminal’s links', () => {
  const terminal = terminalOf(20, [
    ['nothing here', false],
    ['  at /tmp/a/b/consum', false],
    ['er.js:12:3', true],
    ['nothing here either', false],
  ])
  it('span the rows a place is wrapped over, and are the same from each of them', () => {
    const [link] = linksAt(terminal, 2)
    expect(link?.range).toEqual({ start: { x: 6, y: 2 }, end: { x: 10, y: 3 } })
    expect(linksAt(terminal, 3)).toMatchObject([{ range: link?.range }])
  })
  it('are none where no place is named', () => {
    expect([...linksAt(terminal, 1), ...linksAt(terminal, 4)]).toEqual([])
  })
  it('go to the place', () => {
    const asked: SourcePlace[] = []
    const [link] = linksAt(terminal, 2, (place) => asked.push(place))
    link?.activate({} as MouseEvent, '')
    expect(asked).toEqual([{ path: 'consumer.js', line: 12, column: 3 }])
  })
})
