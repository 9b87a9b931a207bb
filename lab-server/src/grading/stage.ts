// Where programs run and are watched: a workspace of the engine, a virtual host of the broker, and a tap for each program between them.
//
//   learner's program ──▶ tap ──▶ broker's virtual host ◀── the lab's own connection
//                          └──▶ recorder
//
// What does not need the other is done beside it: the workspace is opened and given its files while the lab connects and declares.
// Where the exercise asks for it, the broker's management stands behind a tap in the same way.
import { setTimeout as elapsed } from 'node:timers/promises'
import { entryOf } from '@ackademy/contract/entry.ts'
import type { Exercise, Files } from '@ackademy/contract/exercise.ts'
import type { AmqpEvent, Event, HttpEvent, RecordingHeader } from '@ackademy/contract/recording.ts'
import { FORMAT } from '@ackademy/contract/recording.ts'
import type { Employed } from '@ackademy/contract/scenario.ts'
import { Wire } from '@ackademy/wire/wire.ts'
import type { Engine, Process, TerminalSize, Workspace } from '../engines/engine.ts'
import type { LabError } from '../errors.ts'
import { Recorder } from '../recordings/recorder.ts'
import { amqpUrl, managementUrl, type OwnBroker, type RabbitMq, type VirtualHost } from '../services/rabbitmq.ts'
import { openHttpTap, type HttpTap } from '../taps/http.ts'
import { openTap, type Tap } from '../taps/tap.ts'
import { openBroker, type Brokered } from './brokered.ts'
import { Employee } from './employee.ts'
import type { LoadedExercise } from './exercise-folder.ts'
import type { LabConnection } from './lab-connection.ts'
import { follow, type RunningProgram } from './program.ts'

export interface StageParts {
  readonly loaded: LoadedExercise
  readonly engine: Engine
  readonly rabbitMq: RabbitMq
  /** What programs and services run in, where they run in images. */
  readonly images?: RecordingHeader['images']
  readonly files: Files
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  readonly newSeed: () => string
  readonly signal: AbortSignal
  output?(program: string, text: string): void
  event?(event: Event): void
}

/** In base64, since a terminal changes what passes it. */
const READ = `process.stdout.write(require('fs').readFileSync(process.argv[1]).subarray(0, ${64 * 1024}).toString('base64'))`

/** How long a dead program's last bytes may take from the kernel to the tap. */
const DRAIN_MS = 1000

export class Stage implements AsyncDisposable {
  recorder: Recorder
  wire = new Wire()
  readonly programs = new Map<string, RunningProgram>()
  readonly taps = new Map<string, Tap>()
  /** Before the broker's management, by program; empty where the exercise does not ask for it. */
  readonly #management = new Map<string, HttpTap>()
  readonly #employees = new Set<AsyncDisposable>()
  readonly virtualHost: VirtualHost
  /** The lab's own, to the virtual host. */
  readonly connection: LabConnection
  /** Where the exercise has one of its own. */
  readonly ownBroker: OwnBroker | undefined
  readonly #parts: StageParts
  readonly #workspace: Promise<Workspace>
  readonly #broker: Brokered
  readonly #runs = new Map<string, number>()
  #files: Files
  /** What the lab put beside the learner's files. */
  #given: Files = {}
  #connections = 0
  #requests = 0
  #shellTap: Promise<Tap> | undefined

  private constructor(parts: StageParts, workspace: Promise<Workspace>, broker: Brokered) {
    this.#parts = parts
    this.#workspace = workspace
    this.#broker = broker
    this.virtualHost = broker.virtualHost
    this.connection = broker.connection
    this.ownBroker = broker.ownBroker
    this.#files = parts.files
    this.recorder = this.begin()
  }

  /** Returns when the lab is connected; `ready` may take longer. Throws LabError `broker-failed`. */
  static async open(parts: StageParts): Promise<Stage> {
    const workspace = openWorkspace(parts)
    workspace.catch(() => undefined) // told to whoever waits for it
    const broker = await openBroker(parts.loaded.exercise, parts.rabbitMq).catch(async (error: unknown) => {
      await closed(workspace)
      throw error
    })
    const stage = new Stage(parts, workspace, broker)
    try {
      await Promise.all(parts.loaded.exercise.programs.map(({ name }) => stage.#openTap(name)))
      return stage
    } catch (error) {
      await stage[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Resolves when programs can be started. Rejects with LabError where there is no place to run them. */
  get ready(): Promise<unknown> {
    return this.#workspace
  }

  /** Resolves with the reason when the workspace ended by itself, and all programs with it. */
  get lost(): Promise<LabError> {
    return this.#workspace.then(
      ({ lost }) => lost,
      () => new Promise<never>(() => undefined),
    )
  }

  get seed(): string {
    return this.recorder.header.seed
  }

  /** Begins a new Recording. No program may be running. */
  begin(): Recorder {
    const { loaded, engine, rabbitMq, images } = this.#parts
    const header: RecordingHeader = {
      format: FORMAT,
      exercise: loaded.exercise.slug,
      contentHash: loaded.contentHash,
      engine: engine.name,
      services: { rabbitmq: this.ownBroker?.version ?? rabbitMq.version },
      ...(images && { images }),
      seed: this.#parts.newSeed(),
    }
    const recorder = new Recorder(header, this.#parts.now)
    const wire = new Wire()
    recorder.subscribe((event) => {
      wire.add(event)
      this.#parts.event?.(event)
    })
    this.#connections = 0
    this.#requests = 0
    this.#runs.clear()
    this.wire = wire
    return (this.recorder = recorder)
  }

  async write(files: Files): Promise<void> {
    this.#files = files
    await (await this.#workspace).write({ ...files, ...this.#given })
  }

  /** Puts one file more there, e.g. what a program is given to work on. */
  async give(name: string, text: string): Promise<void> {
    this.#given = { ...this.#given, [name]: text }
    await this.write(this.#files)
  }

  /**
   * Undefined when the learner's files hold nothing to run it from: that is recorded. With another name it is one more of the program, behind a
   * tap of its own, and what it prints stands in the program's terminal.
   */
  async start(program: string, terminal: TerminalSize = { columns: 100, rows: 30 }, name = program): Promise<RunningProgram | undefined> {
    const declared = this.#parts.loaded.exercise.programs.find((one) => one.name === program)
    if (declared === undefined) throw new Error(`${this.#parts.loaded.exercise.slug} has no program ${program}`)
    const tap = await this.tap(name)
    const file = entryOf(declared, this.#files)
    if (file === undefined) {
      const found = Object.keys(this.#files).slice(0, 20)
      this.recorder.record({ source: 'process', type: 'process.missing', program: name, expected: declared.entry, found })
      this.#parts.output?.(program, `There is no file ${declared.entry}.\r\n`)
      return undefined
    }
    const run = (this.#runs.get(name) ?? 0) + 1
    this.#runs.set(name, run)
    const workspace = await this.#workspace
    const endpoint = await workspace.expose(tap.listener)
    this.recorder.record({ source: 'process', type: 'process.start', program: name, run, file })
    const management = this.#management.get(program)
    const env = {
      AMQP_URL: amqpUrl(this.virtualHost, endpoint),
      ...(management && { MANAGEMENT_URL: managementUrl(this.virtualHost, await workspace.expose(management.listener)) }),
    }
    const process = await workspace.spawn(['node', file], { env, terminal })
    const running = follow(name, run, process, {
      record: (event) => this.recorder.record(event),
      output: (text) => this.#parts.output?.(program, text),
      drained: async () => {
        const read = Promise.all([tap.idle(), management?.idle()])
        await Promise.race([read, elapsed(DRAIN_MS, undefined, { ref: false })])
      },
    })
    this.programs.set(name, running)
    void running.ended.then(() => {
      if (this.programs.get(name) === running) this.programs.delete(name)
    })
    return running
  }

  /** Sets a consumer of the lab's own to work, behind a tap as a program is. */
  async employ(name: string, work: Employed): Promise<void> {
    const tap = await this.#tapFor(name)
    this.#employees.add(tap)
    const employee = await Employee.open(name, work, amqpUrl(this.virtualHost, tap.listener))
    this.#employees.add(employee)
  }

  /** Whether a consumer of the lab's own is at work. */
  get employs(): boolean {
    return this.#employees.size > 0
  }

  /** Sends home all that were employed. */
  async dismiss(): Promise<void> {
    const all = [...this.#employees].reverse()
    this.#employees.clear()
    for (const one of all) await one[Symbol.asyncDispose]()
  }

  /** What a program left in a file, by a program of the lab's in the same workspace; undefined where there is none. */
  async read(file: string): Promise<string | undefined> {
    const command = ['node', '-e', READ, file]
    const workspace = await this.#workspace
    const process = await workspace.spawn(command, { env: {}, terminal: { columns: 100, rows: 30 } })
    let output = ''
    process.onOutput((text) => (output += text))
    const { code } = await process.exited
    return code === 0 ? Buffer.from(output, 'base64').toString('utf8') : undefined
  }

  /** In the workspace, with a tap of its own that records nothing: what is done in it belongs to no Recording. */
  async openShell(terminal: TerminalSize): Promise<Process> {
    this.#shellTap ??= openTap({
      program: 'shell',
      upstream: this.virtualHost.endpoint,
      record: (event) => ({ ...event, seq: 0, at: 0 }),
      nextConnection: () => 0,
    })
    const workspace = await this.#workspace
    const endpoint = await workspace.expose((await this.#shellTap).listener)
    const env = {
      AMQP_URL: amqpUrl(this.virtualHost, endpoint),
      // outside the learner's files
      HISTFILE: '/tmp/.bash_history',
      // as ▶ Run starts Node
      NODE_OPTIONS: '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    }
    return workspace.spawn(['bash'], { env, terminal })
  }

  /** What a program of this name dials. */
  async tap(name: string): Promise<Tap> {
    const tap = this.taps.get(name) ?? (await this.#tapFor(name))
    this.taps.set(name, tap)
    return tap
  }

  async #openTap(program: string): Promise<void> {
    await this.tap(program)
    if (this.#parts.loaded.exercise.management !== true) return
    const { management, user, password } = this.virtualHost
    const tap = await openHttpTap({
      program,
      upstream: management,
      account: { user, password },
      record: (event) => this.recorder.record<HttpEvent>(event),
      nextRequest: () => ++this.#requests,
    })
    this.#management.set(program, tap)
  }

  #tapFor(program: string): Promise<Tap> {
    return openTap({
      program,
      upstream: this.virtualHost.endpoint,
      record: (event) => this.recorder.record<AmqpEvent>(event),
      nextConnection: () => ++this.#connections,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.programs.values()].map((program) => program.end('lab', 'SIGKILL')))
    await this.dismiss()
    const shellTap = await this.#shellTap?.catch(() => undefined)
    const taps = [...this.taps.values(), ...this.#management.values(), ...(shellTap ? [shellTap] : [])]
    await Promise.all(taps.map((tap) => tap[Symbol.asyncDispose]()))
    await Promise.all([closed(this.#workspace), this.#broker[Symbol.asyncDispose]()])
  }
}

/** What the learner is told while a stage opens. */
export const opening = ({ ownBroker }: Exercise): string =>
  `Opening a workspace and ${ownBroker ? 'a broker of the exercise’s own' : 'a virtual host'}`

async function closed(workspace: Promise<Workspace>): Promise<void> {
  const opened = await workspace.catch(() => undefined)
  await opened?.[Symbol.asyncDispose]()
}

/** With the learner's files in it. */
async function openWorkspace({ engine, loaded, files, signal }: StageParts): Promise<Workspace> {
  const workspace = await engine.open({ exercise: loaded.exercise.slug }, signal)
  try {
    await workspace.write(files)
    return workspace
  } catch (error) {
    await workspace[Symbol.asyncDispose]()
    throw error
  }
}
