// Starts `node file` from a waiting Node where one can stand for it: the same options, no variable Node itself would have heeded at its start.
// One waits at a time, from when somebody is expected to start a program. The next is made when the last one's program has ended, or has had half a second of the container's one core for its own start;
// and only while there is room: a program that takes all memory has not given it back when it is killed, and who asks for some then is killed next, be it the keeper;
// and a Node that is refused a thread while it boots hangs for ever (it waits for as many as it asked for; seen on Node 26), with any program it was given.
import { statSync } from 'node:fs'
import path from 'node:path'
import { signalProgram } from '../../embedded/process-group.ts'
import type { Command, StartTerminal, Terminal } from '../../embedded/terminal.ts'
import { LONGEST_ORDER, startWaiting, type WaitingGiven, type WaitingNode } from './waiting-node.ts'

/** What the lab tells programs: nothing Node looks at. HOME is where a workspace is, and Node's own paths are made anew from it. */
const ANY = new Set(['HOME', 'AMQP_URL', 'MANAGEMENT_URL', 'MONGO_URL', 'PORT'])
const NEXT_AFTER_MS = 500
const LOOK_AGAIN_MS = 50

interface WarmGiven extends WaitingGiven {
  /** Whether there is memory for one more, and processes. */
  readonly roomLeft: () => boolean
  /** How often the container was refused a process or thread so far. */
  readonly refused: () => number
}

export class WarmStart {
  readonly #given: WarmGiven
  #waiting: WaitingNode | undefined
  /** Whether the one that waits has booted or, if not, will: nothing was refused since it was begun. */
  #boots: () => boolean = () => true
  #starting: Promise<void> | undefined
  #making: Promise<void> | undefined
  #next: NodeJS.Timeout | undefined
  #wanted = false
  /** How often it was ended: what was begun before is not wanted. */
  #round = 0

  constructor(given: WarmGiven) {
    this.#given = given
  }

  /**
   * From now on one waits. Returns when it does, or could not be made: then programs start from the beginning.
   * `soon`: the first program may be asked for before it has booted.
   */
  async prepare({ soon = false } = {}): Promise<void> {
    this.#wanted = true
    await this.#fill(soon)
  }

  /** Returns once one that is being made can be given its program: it runs that as soon as it has booted. */
  async begun(): Promise<void> {
    await this.#starting?.catch(() => undefined)
  }

  /** None waits any more. */
  end(): void {
    this.#wanted = false
    this.#round++
    this.#making = undefined
    clearTimeout(this.#next)
    this.#drop()
  }

  /** Its process group must be let be. */
  get waiting(): number | undefined {
    return this.#waiting?.leader
  }

  readonly start: StartTerminal = (command) => {
    const args = this.#argsOf(command)
    if (!this.#boots()) this.#drop()
    const waiting = this.#waiting
    if (args === undefined || waiting === undefined) {
      const terminal = this.#given.start(command)
      this.#makeAfter(terminal)
      return terminal
    }
    this.#waiting = undefined
    const terminal = waiting.run({ ...command, env: { ...command.env, PWD: command.folder } }, args)
    this.#makeAfter(terminal)
    return terminal
  }

  /** Undefined where only a start from the beginning is right. */
  #argsOf({ file, args, folder, env }: Command): readonly string[] | undefined {
    const { node, flags, env: from } = this.#given
    const rest = args.slice(flags.length)
    const [program] = rest
    if (file !== node || program === undefined || program.startsWith('-') || flags.some((flag, index) => flag !== args[index])) return undefined
    if (Object.keys(from).some((name) => !Object.hasOwn(env, name))) return undefined
    if (Object.entries(env).some(([name, value]) => !ANY.has(name) && from[name] !== value)) return undefined
    if (JSON.stringify([env, args, folder]).length * 3 > LONGEST_ORDER) return undefined
    return statSync(path.resolve(folder, program), { throwIfNoEntry: false })?.isFile() ? rest : undefined
  }

  #makeAfter(terminal: Terminal): void {
    if (this.#waiting) return
    clearTimeout(this.#next)
    this.#next = setTimeout(() => void this.#fill(), NEXT_AFTER_MS)
    void terminal.exited.then(() => this.#fill())
  }

  async #fill(soon = false): Promise<void> {
    clearTimeout(this.#next)
    if (!this.#wanted) return
    if (!this.#given.roomLeft()) {
      this.#next = setTimeout(() => void this.#fill(), LOOK_AGAIN_MS)
      return
    }
    const making = (this.#making ??= this.#make(soon))
    await making
    if (this.#making === making) this.#making = undefined
  }

  async #make(soon: boolean): Promise<void> {
    try {
      if (this.#waiting === undefined) await (this.#starting = this.#start(soon))
      await this.#waiting?.ready
    } catch {
      // no process left, no memory: the next start tries again
    }
  }

  #drop(): void {
    if (this.#waiting) signalProgram(this.#waiting.leader, 'SIGKILL')
    this.#waiting = undefined
  }

  async #start(soon: boolean): Promise<void> {
    const round = this.#round
    const refused = this.#given.refused()
    const made = await startWaiting(this.#given, !soon)
    if (this.#round !== round) return signalProgram(made.leader, 'SIGKILL')
    this.#waiting = made
    let booted = false
    void made.ready.then(() => (booted = true))
    this.#boots = () => booted || this.#given.refused() === refused
    void made.exited.then(() => {
      if (this.#waiting === made) this.#waiting = undefined
    })
  }
}
