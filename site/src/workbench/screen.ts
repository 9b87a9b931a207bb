// xterm over one program's output. What a program prints stays text and colours: no clipboard (OSC 52), no links of its own (OSC 8),
// no title. Only where it names a place in the learner's files, that is a link to there. Keys go to the program, except that after Escape the next Tab leaves the terminal.
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import type { Screen } from './feed.ts'
import type { FoundPlace, SourcePlace } from './source-places.ts'
import { linksTo } from './terminal-links.ts'
import { watchTheme } from './theme.ts'

export interface ScreenOptions {
  readonly label: string
  readonly typed: (text: string) => void
  readonly resized: (columns: number, rows: number) => void
  /** The places of the learner's files a text names. */
  readonly places: (text: string) => readonly FoundPlace[]
  readonly goTo: (place: SourcePlace) => void
}

export interface OpenScreen extends Screen, Disposable {
  readAloud(on: boolean): void
  /** Tells its size again, to a lab that may have been started anew. */
  tellSize(): void
}

/** The protocol takes 64 KiB of typed text a message. */
const CHUNK = 16 * 1024
const IGNORED_OSC = [0, 1, 2, 8, 9, 52, 777, 1337]

const COLOURS = {
  dark: { background: '#14161b', foreground: '#e6e8ee', cursor: '#e6e8ee', cursorAccent: '#14161b', selectionBackground: '#3b4a75' },
  light: { background: '#fbfbfd', foreground: '#1c1f26', cursor: '#1c1f26', cursorAccent: '#fbfbfd', selectionBackground: '#b9c7f5' },
}

export const openScreen = (place: HTMLElement, { label, typed, resized, places, goTo }: ScreenOptions): OpenScreen => {
  const terminal = new Terminal({
    fontSize: 13,
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
    convertEol: true,
    scrollback: 5000,
    minimumContrastRatio: 4.5,
    linkHandler: { activate: () => {} },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  for (const code of IGNORED_OSC) terminal.parser.registerOscHandler(code, () => true)
  terminal.registerLinkProvider(linksTo(terminal, places, goTo))
  terminal.open(place)
  terminal.textarea?.setAttribute('aria-label', label)

  let escaped = false
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true
    const leaves = event.key === 'Tab' && escaped
    if (event.key !== 'Shift') escaped = event.key === 'Escape'
    return !leaves
  })
  terminal.onData((text) => {
    for (let at = 0; at < text.length; at += CHUNK) typed(text.slice(at, at + CHUNK))
  })
  const tellSize = () => resized(terminal.cols, Math.max(2, terminal.rows))
  terminal.onResize(tellSize)
  const unwatch = watchTheme(document.documentElement, (theme) => (terminal.options.theme = COLOURS[theme]))
  const sized = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientHeight > 0) fit.fit()
  })
  sized.observe(place)

  return {
    write: (text) => terminal.write(text),
    clear: () => terminal.reset(),
    tellSize,
    readAloud: (on) => (terminal.options.screenReaderMode = on),
    [Symbol.dispose]: () => {
      unwatch()
      sized.disconnect()
      terminal.dispose()
    },
  }
}
