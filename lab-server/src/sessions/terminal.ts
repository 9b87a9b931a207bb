// What a program's terminal still holds, for a page that comes back.
import type { ProgramState } from '@ackademy/contract/protocol.ts'

const MOST = 128 * 1024

export class Terminal {
  readonly program: string
  state: ProgramState['state'] = 'idle'
  text = ''
  columns = 100
  rows = 30
  #backlog = ''
  #end = 0

  constructor(program: string) {
    this.program = program
  }

  /** Returns the offset of `text`, in characters since the session's start. */
  append(text: string): number {
    const offset = this.#end
    this.#end += text.length
    this.#backlog = (this.#backlog + text).slice(-MOST)
    return offset
  }

  get snapshot(): ProgramState {
    return { program: this.program, state: this.state, text: this.text, backlog: this.#backlog, offset: this.#end - this.#backlog.length }
  }
}
