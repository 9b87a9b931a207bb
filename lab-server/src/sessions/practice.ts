// The free run: the learner starts and stops programs on one stage, which keeps its queues from run to run.
// A Recording begins when a program is started while none is running.
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import type { TerminalSize } from '../engines/engine.ts'
import { Player } from '../grading/player.ts'
import { Stage, type StageParts } from '../grading/stage.ts'
import type { RunningProgram } from '../grading/program.ts'
import { startSupposing } from './supposing.ts'

export interface Practising {
  begun(stage: Stage): void
  /** What the lab does in a free run went wrong. */
  failed(error: unknown): void
}

export class Practice implements AsyncDisposable {
  readonly stage: Stage
  readonly #parts: StageParts
  readonly #practising: Practising
  readonly #closing = new AbortController()
  /** What the lab does beside the programs; a learner need not wait for it, to stop one say. */
  #played: Promise<unknown> = Promise.resolve()

  private constructor(stage: Stage, parts: StageParts, practising: Practising) {
    this.stage = stage
    this.#parts = parts
    this.#practising = practising
  }

  static async open(parts: StageParts, practising: Practising): Promise<Practice> {
    const stage = await Stage.open(parts)
    try {
      await stage.ready
      return new Practice(stage, parts, practising)
    } catch (error) {
      await stage[Symbol.asyncDispose]()
      throw error
    }
  }

  /** `ended` resolves when all that runs for it has. */
  async run(program: string, terminal: TerminalSize, whatIf?: WhatIf): Promise<Pick<RunningProgram, 'ended'> | undefined> {
    const { scenario, exercise } = this.#parts.loaded
    const fresh = this.stage.programs.size === 0
    if (fresh) {
      await this.#played // of the run before, whose programs have ended
      await this.stage.dismiss()
      this.stage.begin()
      this.#practising.begun(this.stage)
    }
    const { now } = this.#parts
    const signal = AbortSignal.any([this.#parts.signal, this.#closing.signal])
    const player = new Player({ stage: this.stage, timeLimitMs: exercise.timeLimit * 1000, now, signal })
    if (fresh) await scenario.prepare(player)
    const running = await (whatIf ? startSupposing(this.stage, program, whatIf, terminal) : this.stage.start(program, terminal))
    const playing = running && scenario.practice?.(player, program)
    if (playing) this.#played = Promise.all([this.#played, playing.catch((error: unknown) => signal.aborted || this.#practising.failed(error))])
    return running
  }

  async stop(program: string): Promise<void> {
    await this.stage.programs.get(program)?.end('learner', 'SIGTERM')
  }

  async stopAll(): Promise<string[]> {
    const running = [...this.stage.programs.keys()]
    await Promise.all(running.map((program) => this.stop(program)))
    return running
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the free run is over'))
    await this.#played
    await this.stage[Symbol.asyncDispose]()
  }
}
