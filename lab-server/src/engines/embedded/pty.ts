// A pseudo-terminal by node-pty. Three things differ from its own ways:
// - Typed text is written here, not by its write(): that one hands it to a libuv tty stream, which *blocks the whole server* as soon as the program
//   has some 20 kB unread (seen on Node 26). The descriptor is non-blocking, so a plain write says EAGAIN, and the rest is tried again.
// - 200 ms after the exit it stops reading, be the rest read or not: a program may have left its terminal open with somebody. What is there by then is
//   still read here; on a busy machine a program's last words would be lost.
// - It leaves other terminals' masters open in a child, so a program could write to its neighbour's terminal. One learner, one machine: let be.
import { Buffer } from 'node:buffer'
import { readSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { ReadStream } from 'node:tty'
import type * as NodePty from '@lydell/node-pty'
import { LabError } from '../../errors.ts'
import type { Exit } from '../engine.ts'
import { TYPED_AHEAD_BYTES, type Command, type StartTerminal, type Terminal } from './terminal.ts'

/** What node-pty's types leave out. The stream tells when the descriptor is closed and its number may be another's. */
interface Master {
  readonly fd: number
  readonly socket: ReadStream
}

function masterOf(program: NodePty.IPty): Master {
  const fd: unknown = Reflect.get(program, 'fd')
  const socket: unknown = Reflect.get(program, '_socket')
  if (typeof fd === 'number' && fd >= 0 && socket instanceof ReadStream) return { fd, socket }
  throw new Error('node-pty has no fd and _socket as in the version this was written for')
}

/** How to start a program on a pseudo-terminal, or in words why this machine can't: the addon does not load, or the system gives no terminal. */
export function probePty(): { start: StartTerminal } | { reason: string } {
  if (process.platform === 'win32') return { reason: 'pseudo-terminals are not tried on Windows' }
  try {
    const pty = createRequire(import.meta.url)('@lydell/node-pty') as typeof NodePty
    // Ends by itself; all that is asked is whether it starts, and whether the terminal is made as it is known here.
    masterOf(pty.spawn('/bin/sh', ['-c', ':'], { cwd: '/', env: {} }))
    return { start: (command) => startPty(pty, command) }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

function startPty(pty: typeof NodePty, { file, args, folder, env, size }: Command): Terminal {
  const program = spawn()
  const { fd, socket } = masterOf(program)
  readRestBeforeClosing(fd, socket)
  const typed = typist(fd, () => !socket.destroyed)
  const ended = new Promise<Exit>((resolve) =>
    program.onExit(({ exitCode, signal }) => resolve(signal ? { code: null, signal: signalName(signal) } : { code: exitCode, signal: null })),
  )
  return {
    leader: program.pid,
    exited: ended,
    closed: ended.then(() => undefined),
    onText: (listen) => void program.onData(listen),
    pause: () => program.pause(),
    resume: () => program.resume(),
    write: typed,
    resize: ({ columns, rows }) => {
      if (!socket.destroyed) program.resize(columns, rows)
    },
  }

  function spawn(): NodePty.IPty {
    try {
      return pty.spawn(file, [...args], { cwd: folder, env: { ...env }, name: 'xterm-256color', cols: size.columns, rows: size.rows })
    } catch (cause) {
      throw new LabError('engine-failed', `${file} could not be started on a terminal.`, 'Close programs you no longer need and try again.', {
        cause,
      })
    }
  }
}

const signalName = (number: number): string => Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`

/** As much as a terminal holds, and more: who was left with it may be printing still. */
const REST_BYTES = 1024 * 1024

function readRestBeforeClosing(fd: number, socket: ReadStream): void {
  const destroy = socket.destroy.bind(socket)
  socket.destroy = (error) => {
    socket.destroy = destroy
    const some = Buffer.alloc(64 * 1024)
    for (let rest = REST_BYTES; rest > 0;) {
      const read = readSome(fd, some)
      if (read === 0) break
      rest -= read
      socket.push(Buffer.from(some.subarray(0, read)))
    }
    // after what was pushed has been told
    setImmediate(() => destroy(error))
    return socket
  }
}

/** 0: nothing is there now (EAGAIN), or nobody is at the other end any more (EIO). */
function readSome(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into)
  } catch {
    return 0
  }
}

const RETRY_MS = 20

/** Writes what is typed as fast as the program's terminal takes it. */
function typist(fd: number, open: () => boolean): (text: string) => void {
  let waiting = Buffer.alloc(0)
  let retry: NodeJS.Timeout | undefined

  const flush = (): void => {
    retry = undefined
    while (waiting.length > 0 && open()) {
      const written = attempt(fd, waiting)
      if (written === 0) {
        retry = setTimeout(flush, RETRY_MS).unref()
        return
      }
      waiting = waiting.subarray(written)
    }
    waiting = Buffer.alloc(0)
  }

  return (text) => {
    const more = Buffer.from(text)
    if (waiting.length + more.length > TYPED_AHEAD_BYTES) return
    waiting = Buffer.concat([waiting, more])
    if (!retry) flush()
  }
}

/** The number of bytes taken; all of them when there is nobody any more to take them. */
function attempt(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : bytes.length
  }
}
