// One learner, one exercise, one workspace. Pages come and go; the session keeps what they show.
import { SHELL, type ClientMessage, type ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Files } from '@ackademy/contract/exercise.ts'
import type { Finding } from '@ackademy/contract/verdict.ts'
import type { WhatIf } from '@ackademy/contract/what-if.ts'
import { Wire } from '@ackademy/wire/wire.ts'
import { asLabError } from '../errors.ts'
import type { LoadedExercise } from '../grading/exercise-folder.ts'
import { find } from '../grading/grade.ts'
import { runCheck, type Checked } from '../grading/run-check.ts'
import { opening } from '../grading/stage.ts'
import type { ManagementAccount } from '../http/management-gui.ts'
import type { LabParts } from '../parts.ts'
import { Broadcast, type Page } from './broadcast.ts'
import { exitInWords } from './exit-in-words.ts'
import type { FileStore, LastCheck } from './file-store.ts'
import { Practice } from './practice.ts'
import { noShell, Shell } from './shell.ts'
import { Terminal } from './terminal.ts'

export interface SessionParts {
  readonly parts: LabParts
  readonly loaded: LoadedExercise
  readonly store: FileStore
  readonly starter: Files
  readonly saved: Files | undefined
  readonly last: LastCheck | undefined
}

type Snapshot = Extract<ServerMessage, { type: 'session' }>

export class Session implements AsyncDisposable {
  readonly #given: SessionParts
  readonly #broadcast = new Broadcast()
  readonly #terminals: ReadonlyMap<string, Terminal>
  readonly #shell: Shell
  readonly #ending = new AbortController()
  #files: Files
  #pristine: boolean
  #practice: Practice | undefined
  #shown: Snapshot['recording']
  #wire = new Wire()
  #verdict: Snapshot['verdict']
  #check: AbortController | undefined
  #watch = false
  /** Runs and stops, one after the other. */
  #turn: Promise<void> = Promise.resolve()

  readonly #unsubscribe: (() => void) | undefined
  readonly #expecting: Disposable

  constructor(given: SessionParts) {
    this.#given = given
    this.#expecting = given.parts.engine.expect()
    this.#unsubscribe = given.parts.offer?.subscribe((state) => this.#broadcast.send({ type: 'images', ...state }))
    this.#shell = new Shell({
      none: noShell(given.parts.engine),
      stage: async () => (await this.#practise()).stage,
      inTurn: (act) => this.#inTurn(act),
      send: (message) => this.#broadcast.send(message),
    })
    this.#files = given.saved ?? given.starter
    this.#pristine = given.saved === undefined
    this.#terminals = new Map(given.loaded.exercise.programs.map(({ name }) => [name, new Terminal(name)]))
    if (given.last) {
      const { header, events, verdict } = given.last
      this.#shown = { header, events, of: 'check' }
      this.#verdict = verdict
      for (const event of events) this.#wire.add(event)
    }
  }

  get pages(): number {
    return this.#broadcast.pages.size
  }

  attach(page: Page): () => void {
    page.send(this.#snapshot())
    const { offer } = this.#given.parts
    if (offer) page.send({ type: 'images', ...offer.state })
    this.#broadcast.add(page)
    return () => this.#broadcast.pages.delete(page)
  }

  /** The account of the free run’s virtual host, which is opened if it is not. Throws what opening one throws. */
  async management(): Promise<ManagementAccount> {
    const { promise, resolve, reject } = Promise.withResolvers<Practice>()
    void this.#inTurn(() => this.#practise().then(resolve, reject))
    const { management, user, password } = (await promise).stage.virtualHost
    return { management, user, password }
  }

  /** Never throws: what goes wrong is told to the page that asked. */
  async receive(message: ClientMessage, page: Page): Promise<void> {
    try {
      await this.#act(message, page)
    } catch (thrown) {
      const { code, message: text, advice } = asLabError(thrown)
      page.send({ type: 'error', code, message: text, advice })
    }
  }

  async #act(message: ClientMessage, page: Page): Promise<void> {
    if ('program' in message && message.program === SHELL) return this.#shell.act(message)
    switch (message.type) {
      case 'save':
        return this.#inTurn(() => this.#save(message, page))
      case 'run':
        return this.#inTurn(() => this.#run(message.program, message.whatIf))
      case 'stop':
        return this.#inTurn(async () => this.#practice?.stop(message.program))
      case 'input':
        return this.#practice?.stage.programs.get(message.program)?.write(message.text)
      case 'resize':
        return this.#resize(message)
      case 'watch':
        this.#watch = message.on
        return this.#broadcast.send({ type: 'watch', on: this.#watch })
      case 'check':
        return await this.#runCheck()
      case 'cancel-check':
        return this.#check?.abort(new Error('cancelled'))
      case 'reset':
        return this.#inTurn(() => this.#reset())
      case 'solution':
        return page.send({ type: 'solution', files: await this.#given.parts.exercises.solution(this.#given.loaded.exercise.slug) })
      case 'get-images':
        return void this.#given.parts.offer?.get()
      case 'ping':
        return page.send({ type: 'pong' })
    }
  }

  #inTurn(act: () => Promise<unknown>): Promise<void> {
    const next = this.#turn
      .catch(() => {})
      .then(async () => {
        await act()
      })
    this.#turn = next
    return next
  }

  async #save({ files, number }: Extract<ClientMessage, { type: 'save' }>, page: Page): Promise<void> {
    this.#files = files
    this.#pristine = false
    try {
      await this.#given.store.saveFiles(this.#given.loaded.exercise.slug, files)
      await this.#practice?.stage.write(files)
      page.send({ type: 'saved', number })
    } finally {
      // A check runs what was saved last: no page may show another text. One that waits for its own `saved` would take its own for the last.
      this.#broadcast.sendOthers(page, { type: 'files', files, by: 'another-page' })
    }
    if (!this.#watch) return
    for (const program of (await this.#practice?.stopAll()) ?? []) await this.#run(program)
  }

  #stageParts() {
    const { parts, loaded } = this.#given
    return { ...parts, loaded, files: this.#files, output: (program: string, text: string) => this.#print(program, text) }
  }

  async #run(program: string, whatIf?: WhatIf): Promise<void> {
    const terminal = this.#terminals.get(program)
    if (terminal === undefined || terminal.state === 'running') return
    const practice = await this.#practise()
    this.#state(terminal, 'running', 'running')
    try {
      const running = await practice.run(program, terminal, whatIf)
      void running?.ended.then(() => this.#state(terminal, 'exited', exitInWords(practice.stage.wire, program)))
      if (running === undefined) this.#state(terminal, 'exited', 'not started: its file is missing')
    } catch (error) {
      this.#state(terminal, 'exited', 'not started')
      await this.#closePractice()
      throw error
    }
  }

  /** The stage of the free run, opened if there is none. */
  async #practise(): Promise<Practice> {
    if (this.#practice !== undefined) return this.#practice
    this.#broadcast.send({ type: 'progress', text: opening(this.#given.loaded.exercise) })
    const parts = { ...this.#stageParts(), signal: this.#ending.signal, event: (event: Wire['events'][number]) => this.#event(event, 'run') }
    const practice = await Practice.open(parts, {
      begun: (stage) => this.#begin(stage.recorder.header, 'run'),
      failed: (thrown) => {
        const { code, message: text, advice } = asLabError(thrown)
        this.#broadcast.send({ type: 'error', code, message: text, advice })
      },
    })
    void practice.stage.lost.then(({ message, advice }) => {
      for (const { program, state } of this.#terminals.values()) if (state === 'running') this.#print(program, `\r\n[${message} ${advice}]\r\n`)
      // the next run opens a new one
      void this.#inTurn(async () => {
        if (this.#practice === practice) await this.#closePractice()
      })
    })
    return (this.#practice = practice)
  }

  async #runCheck(): Promise<void> {
    if (this.#check) return
    const check = (this.#check = new AbortController())
    const signal = AbortSignal.any([check.signal, this.#ending.signal])
    try {
      await this.#inTurn(async () => this.#practice?.stopAll())
      const parts = { ...this.#stageParts(), signal, event: (event: Wire['events'][number]) => this.#event(event, 'check') }
      await runCheck(parts, {
        progress: (text) => this.#broadcast.send({ type: 'progress', text }),
        begun: (header) => this.#beginCheck(header),
        judged: (checked) => this.#judged(checked),
      })
    } catch (error) {
      // with a verdict it is over, and another may run already
      if (this.#check === check) {
        this.#check = undefined
        this.#broadcast.send({ type: 'check-ended' })
      }
      if (!signal.aborted) throw error
    }
  }

  async #judged({ recording, verdict }: Checked): Promise<void> {
    await this.#given.store.saveLastCheck(this.#given.loaded.exercise.slug, { header: recording.header, events: [...recording.events], verdict })
    this.#verdict = verdict
    // who hears the verdict may ask for the next check at once
    this.#check = undefined
    this.#broadcast.flush()
    this.#broadcast.send({ type: 'verdict', verdict })
  }

  #beginCheck(header: NonNullable<Snapshot['recording']>['header']): void {
    for (const terminal of this.#terminals.values()) {
      this.#print(terminal.program, '\r\n── check ──\r\n')
      // how a run ended stood beside the check's verdict otherwise
      this.#state(terminal, 'exited', 'run by the check')
    }
    this.#begin(header, 'check')
  }

  #begin(header: NonNullable<Snapshot['recording']>['header'], of: 'run' | 'check'): void {
    this.#shown = { header, events: [], of }
    this.#wire = new Wire()
    this.#verdict = undefined
    this.#broadcast.begin(header, of, this.#findings())
  }

  #event(event: Wire['events'][number], of: 'run' | 'check'): void {
    if (this.#shown?.of !== of) return
    this.#shown.events.push(event)
    this.#wire.add(event)
    this.#broadcast.event(event, () => this.#findings())
  }

  #findings(): Finding[] {
    if (this.#verdict) return this.#verdict.findings
    return find(this.#given.loaded.exercise, this.#given.loaded.checks, this.#wire)
  }

  #print(program: string, text: string): void {
    const offset = this.#terminals.get(program)?.append(text)
    if (offset !== undefined) this.#broadcast.send({ type: 'output', program, text, offset })
  }

  #state(terminal: Terminal, state: Terminal['state'], text: string): void {
    terminal.state = state
    terminal.text = text
    this.#broadcast.send({ type: 'program', program: terminal.program, state, text })
  }

  #resize({ program, columns, rows }: Extract<ClientMessage, { type: 'resize' }>): void {
    const terminal = this.#terminals.get(program)
    if (terminal === undefined) return
    terminal.columns = columns
    terminal.rows = rows
    this.#practice?.stage.programs.get(program)?.resize(columns, rows)
  }

  async #reset(): Promise<void> {
    await this.#given.store.reset(this.#given.loaded.exercise.slug)
    this.#files = this.#given.starter
    this.#pristine = true
    this.#verdict = undefined
    await this.#practice?.stage.write(this.#files)
    this.#broadcast.send({ type: 'files', files: this.#files, by: 'reset' })
  }

  #snapshot(): Snapshot {
    const { parts, loaded } = this.#given
    return {
      type: 'session',
      exercise: loaded.exercise,
      engine: parts.engine.name,
      services: { rabbitmq: parts.rabbitMq.version },
      files: this.#files,
      pristine: this.#pristine,
      starter: this.#given.starter,
      programs: [...this.#terminals.values()].map((terminal) => terminal.snapshot),
      shell: this.#shell.snapshot,
      watch: this.#watch,
      ...(this.#shown ? { recording: this.#shown } : {}),
      findings: this.#findings(),
      ...(this.#verdict ? { verdict: this.#verdict } : {}),
      checking: this.#check !== undefined,
    }
  }

  async #closePractice(): Promise<void> {
    const practice = this.#practice
    this.#practice = undefined
    await practice?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe?.()
    this.#ending.abort(new Error('the session ended'))
    await this.#turn.catch(() => {})
    await this.#closePractice()
    this.#expecting[Symbol.dispose]()
  }
}
