// What a terminal does between the keys and the program, for a program that has only pipes: echo, a line that can be mended before Enter,
// Ctrl-C, Ctrl-D, and CR LF at the end of what is shown. Cursor keys are passed over.

export interface Typed {
  readonly echo: string
  /** What the program gets to read. */
  readonly input: string
  readonly interrupt: boolean
  readonly end: boolean
}

export class LineDiscipline {
  #line: string[] = []

  type(text: string): Typed {
    let [echo, input, interrupt, end] = ['', '', false, false]
    for (const key of text.replaceAll(ESCAPE_SEQUENCE, '').replaceAll('\r\n', '\r')) {
      if (key === '\r' || key === '\n') {
        echo += '\r\n'
        input += this.#takeLine() + '\n'
      } else if (key === '\x7f' || key === '\b') {
        if (this.#line.pop() !== undefined) echo += '\b \b'
      } else if (key === '\x03') {
        this.#takeLine()
        echo += '^C'
        interrupt = true
      } else if (key === '\x04') {
        if (this.#line.length === 0) end = true
        input += this.#takeLine()
      } else if (key >= ' ' || key === '\t') {
        echo += key
        if (this.#line.length < LONGEST_LINE) this.#line.push(key)
      }
    }
    return { echo, input, interrupt, end }
  }

  #takeLine(): string {
    return this.#line.splice(0).join('')
  }
}

/** As long as Linux's own (N_TTY_BUF_SIZE). */
const LONGEST_LINE = 4095
// eslint-disable-next-line no-control-regex
const ESCAPE_SEQUENCE = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)/g

/** LF becomes CR LF; a CR LF, even one cut between two texts, stays as it is. One for each stream. */
export function carriageReturns(): (text: string) => string {
  let last = ''
  return (text) => {
    const shown = last === '\r' && text.startsWith('\n') ? '\n' + returns(text.slice(1)) : returns(text)
    last = text.at(-1) ?? last
    return shown
  }
}

const returns = (text: string): string => text.replaceAll(/(?<!\r)\n/g, '\r\n')
