// A shell in the learner's container, in the workspace their programs run in and under the same limits. It dials the broker by a tap of its own, which keeps
// nothing: no Recording tells of what is done there, and no finding rests on it.
import { SHELL, type ClientMessage, type ProgramState, type ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Engine, Process } from '../engines/engine.ts'
import { LabError } from '../errors.ts'
import { limitInWords } from '../grading/program.ts'
import type { Stage } from '../grading/stage.ts'
import { Terminal } from './terminal.ts'

export interface ShellGiven {
  /** Why there is none; undefined where there is. */
  readonly none: string | undefined
  /** Where it opens, and ends with. */
  stage(): Promise<Stage>
  /** One after the other with all that is done on the stage. */
  inTurn(act: () => Promise<unknown>): Promise<void>
  send(message: ServerMessage): void
}

type Asked = Extract<ClientMessage, { program: string }>

export class Shell {
  readonly #given: ShellGiven
  readonly #terminal = new Terminal(SHELL)
  #process: Process | undefined

  constructor(given: ShellGiven) {
    this.#given = given
  }

  get snapshot(): ProgramState | { none: string } {
    const { none } = this.#given
    return none === undefined ? this.#terminal.snapshot : { none }
  }

  async act(message: Asked): Promise<void> {
    switch (message.type) {
      case 'run':
        return this.#given.inTurn(() => this.#open())
      case 'stop':
        return this.#process?.kill('SIGKILL')
      case 'input':
        return this.#process?.write(message.text)
      case 'resize': {
        const { columns, rows } = message
        Object.assign(this.#terminal, { columns, rows })
        return this.#process?.resize({ columns, rows })
      }
    }
  }

  async #open(): Promise<void> {
    const { none } = this.#given
    if (none !== undefined) throw new LabError('usage', none, 'Programs run as ever, by ▶ Run.')
    if (this.#terminal.state === 'running') return
    this.#terminal.state = 'running'
    try {
      const process = await (await this.#given.stage()).openShell(this.#terminal)
      this.#process = process
      this.#become('running', 'running')
      process.onOutput((text) => this.#print(text))
      process.onLimit((limit) => this.#print(`\r\n[${limitInWords(limit)}]\r\n`))
      void process.exited.then(() => {
        this.#process = undefined
        this.#become('exited', 'closed')
      })
    } catch (error) {
      this.#become('exited', 'not opened')
      throw error
    }
  }

  #print(text: string): void {
    this.#given.send({ type: 'output', program: SHELL, text, offset: this.#terminal.append(text) })
  }

  #become(state: ProgramState['state'], text: string): void {
    Object.assign(this.#terminal, { state, text })
    this.#given.send({ type: 'program', program: SHELL, state, text })
  }
}

/** Why there is none on this engine; undefined where there is. */
export const noShell = (engine: Engine): string | undefined =>
  engine.capabilities.has('shell')
    ? undefined
    : 'A shell opens inside a learner’s container, and on this engine programs run without one, as your own user. A terminal of your own does the same here.'
