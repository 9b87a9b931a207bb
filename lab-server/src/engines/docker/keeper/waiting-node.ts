// A Node that has booted and loaded the course's packages on a terminal of its own, and waits to be told which file it runs. What remains is some 10 ms.
//
//   keeper ──▶ FIFO ──▶ waiting-program.cjs, inside the Node, blocked in a read before its main file is run
//
// That the FIFO opens for writing says that it waits. The FIFO's name is then removed: nobody else can give it an order.
import { execFile } from 'node:child_process'
import { close, constants, open, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Env, TerminalSize } from '../../engine.ts'
import type { Command, StartTerminal, Terminal } from '../../embedded/terminal.ts'

/** Stands for the file's name while there is none. */
const PLACE = '/program'
const PROGRAM = fileURLToPath(new URL('./waiting-program.cjs', import.meta.url))

export interface WaitingGiven {
  readonly start: StartTerminal
  readonly node: string
  /** Node's own options. */
  readonly flags: readonly string[]
  /** All it has from the start: Node heeds some variables only then. */
  readonly env: Env
  readonly size: TerminalSize
  /** A file in whose place `load` would find its packages. */
  readonly course: string
  readonly load: readonly string[]
  /** A folder only this user can enter. */
  readonly temporary: string
}

export interface WaitingNode {
  readonly leader: number
  /** It waits now, or (false) has ended before. */
  readonly ready: Promise<boolean>
  readonly exited: Terminal['exited']
  /** Once only. `args`: the file and its arguments. */
  run(command: Pick<Command, 'env' | 'folder' | 'size'>, args: readonly string[]): Terminal
}

/** `whole`: it compiles all of what it loads, which takes longer now and less once the program runs. */
export async function startWaiting(given: WaitingGiven, whole: boolean): Promise<WaitingNode> {
  const { start, node, flags, size, course, load } = given
  const holder = await mkdtemp(path.join(given.temporary, '.waiting-'))
  const fifo = path.join(holder, 'order')
  await promisify(execFile)('mkfifo', [fifo])
  const env = { ...given.env, NODE_OPTIONS: `--require=${JSON.stringify(PROGRAM)}`, ACKADEMY_WAITING: JSON.stringify({ fifo, course, load, whole }) }
  const terminal = start({ file: node, args: [...flags, PLACE], folder: '/', env, size })
  const opened = openedByBoth(fifo, terminal.exited).finally(() => rm(holder, { recursive: true, force: true }))
  return {
    leader: terminal.leader,
    ready: opened.then((order) => order !== undefined),
    exited: terminal.exited,
    run({ env, folder, size: wanted }, args) {
      if (wanted.columns !== size.columns || wanted.rows !== size.rows) terminal.resize(wanted)
      void opened.then((order) => {
        if (order !== undefined) give(order, JSON.stringify({ args, env, folder }))
      })
      return terminal
    },
  }
}

/** The FIFO's writing end, once the other opens it too; undefined when it ended before. */
async function openedByBoth(fifo: string, exited: Promise<unknown>): Promise<number | undefined> {
  const opening = openFile(fifo, constants.O_WRONLY)
  const ended = exited.then(() => undefined)
  const order = await Promise.race([opening, ended])
  if (order !== undefined) return order
  // The blocked open would never come back: this is its other end.
  const [other, mine] = await Promise.all([openFile(fifo, constants.O_RDONLY | constants.O_NONBLOCK), opening])
  for (const end of [other, mine]) close(end)
  return undefined
}

const openFile = (file: string, flags: number): Promise<number> =>
  new Promise((resolve, reject) => open(file, flags, (error, fd) => (error ? reject(error) : resolve(fd))))

/** Short enough for the pipe to take it at once. */
function give(order: number, text: string): void {
  try {
    writeSync(order, text)
  } catch {
    // it has been killed: its terminal tells
  }
  close(order)
}

/** What a pipe takes without a reader, on any Linux (pipe(7): 16 pages). */
export const LONGEST_ORDER = 60_000
