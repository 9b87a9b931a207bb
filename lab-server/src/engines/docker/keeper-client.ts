// The lab's side of a keeper: orders go out, reports come in, each process is what the seam calls one.
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type { Files } from '@ackademy/contract/exercise.ts'
import { LabError } from '../../errors.ts'
import type { Env, Exit, Limit, Process, TerminalSize } from '../engine.ts'
import type { Order } from './keeper/order.ts'
import { Report } from './keeper/report.ts'

interface Waiting {
  resolve(nothing: undefined): void
  reject(error: Error): void
}

interface Kept {
  readonly exited: PromiseWithResolvers<Exit>
  readonly early: string[]
  listen?: (text: string) => void
  readonly limits: Limit[]
  listenLimit?: (limit: Limit) => void
}

export class Keeper {
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  /** It takes orders. */
  readonly ready: Promise<unknown>
  /** Why it is gone, when the lab did not end it. */
  readonly lost: Promise<LabError>
  readonly #lost = Promise.withResolvers<LabError>()
  readonly #stream: NodeJS.ReadWriteStream
  readonly #waiting = new Map<number, Waiting>()
  readonly #programs = new Map<number, Kept>()
  #next = 1
  #said = ''
  #gone: LabError | undefined

  constructor(stream: NodeJS.ReadWriteStream) {
    this.#stream = stream
    const ready = Promise.withResolvers<undefined>()
    this.ready = ready.promise
    this.lost = this.#lost.promise
    this.#waiting.set(0, ready)
    this.stderr.on('data', (bytes: Buffer) => (this.#said = (this.#said + bytes.toString()).slice(-2000)))
    stream.on('error', () => undefined)
    stream.once('close', () => this.#ended())
    stream.once('end', () => this.#ended())
    createInterface({ input: this.stdout }).on('line', (line) => this.#hear(Report.parse(JSON.parse(line))))
  }

  /** Whether a booted Node is to wait in it for the first program. Resolves when it does, or is gone. */
  wait(on: boolean): Promise<void> {
    return this.#order((id) => ({ type: 'wait', id, on }))
  }

  /** It becomes the workspace of one exercise, and boots a Node for its first program if none waits. */
  open(exercise: string): Promise<void> {
    return this.#order((id) => ({ type: 'open', id, exercise }))
  }

  write(files: Files): Promise<void> {
    return this.#order((id) => ({ type: 'write', id, files }))
  }

  async spawn(command: readonly string[], given: { env: Env; terminal: TerminalSize }): Promise<Process> {
    const { env } = given
    // whoever has a size may have more, which is no part of an order
    const { columns, rows } = given.terminal
    const terminal = { columns, rows }
    const program = this.#next++
    const kept: Kept = { exited: Promise.withResolvers(), early: [], limits: [] }
    this.#programs.set(program, kept)
    await this.#order((id) => ({ type: 'spawn', id, program, command: [...command], env: { ...env }, terminal }))
    return {
      exited: kept.exited.promise,
      onOutput: (listen) => {
        kept.listen = listen
        for (const text of kept.early.splice(0)) listen(text)
      },
      onLimit: (listen) => {
        kept.listenLimit = listen
        for (const limit of kept.limits) listen(limit)
      },
      write: (text) => this.#say({ type: 'input', program, text }),
      resize: ({ columns, rows }) => this.#say({ type: 'resize', program, columns, rows }),
      kill: (signal) => (this.#gone ? Promise.resolve() : this.#order((id) => ({ type: 'kill', id, program, signal }))),
    }
  }

  end(): void {
    this.#gone ??= new LabError('engine-failed', 'This workspace is closed.', 'Open the exercise again.')
    this.#stream.end()
    this.#release(this.#gone)
  }

  async #order(order: (id: number) => Order): Promise<void> {
    const id = this.#next++
    const waiting = Promise.withResolvers<undefined>()
    if (this.#gone) waiting.reject(this.#gone)
    else {
      this.#waiting.set(id, waiting)
      this.#say(order(id))
    }
    await waiting.promise
  }

  #say(order: Order): void {
    if (!this.#gone) this.#stream.write(JSON.stringify(order) + '\n')
  }

  #hear(report: Report): void {
    switch (report.type) {
      case 'ready':
        return this.#settle(0, (waiting) => waiting.resolve(undefined))
      case 'done':
        return this.#settle(report.id, (waiting) => waiting.resolve(undefined))
      case 'failed':
        return this.#settle(report.id, (waiting) => waiting.reject(new LabError('engine-failed', report.message, report.advice)))
      case 'output':
        return this.#with(report, (kept) => (kept.listen ? kept.listen(report.text) : void kept.early.push(report.text)))
      case 'limit':
        return this.#with(report, (kept) => {
          const met = { limit: report.limit, allowed: report.allowed }
          kept.limits.push(met)
          kept.listenLimit?.(met)
        })
      case 'exited':
        return this.#with(report, (kept) => {
          this.#programs.delete(report.program)
          kept.exited.resolve({ code: report.code, signal: report.signal })
        })
    }
  }

  #with({ program }: { program: number }, act: (kept: Kept) => void): void {
    const kept = this.#programs.get(program)
    if (kept) act(kept)
  }

  #settle(id: number, settle: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting) settle(waiting)
  }

  /** The container is gone: by the lab, by a limit of its own, or with its engine. */
  #ended(): void {
    if (this.#gone) return
    this.#gone = new LabError('engine-failed', `The container ended. ${this.#said}`.trim(), 'Run again: a new one is started.')
    this.#release(this.#gone)
    this.#lost.resolve(this.#gone)
  }

  #release(reason: LabError): void {
    for (const waiting of this.#waiting.values()) waiting.reject(reason)
    this.#waiting.clear()
    for (const { exited } of this.#programs.values()) exited.resolve({ code: null, signal: 'SIGKILL' })
    this.#programs.clear()
  }
}
