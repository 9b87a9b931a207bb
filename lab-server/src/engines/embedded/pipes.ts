// A program on three pipes, for machines that give no pseudo-terminal: colours are asked for by FORCE_COLOR, and what a terminal does is done here.
// What it can't give: the program's streams are no TTY, its size is unknown to it, and cursor keys do nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LabError } from '../../errors.ts'
import type { Exit } from '../engine.ts'
import { carriageReturns, LineDiscipline } from './line-discipline.ts'
import { signalGroup } from './process-group.ts'
import { TYPED_AHEAD_BYTES, type Command, type Terminal } from './terminal.ts'

const HELD_OPEN_MS = 200

export function startPipes({ file, args, folder, env }: Command): Terminal {
  const child = spawn(file, args, {
    cwd: folder,
    env: { FORCE_COLOR: '1', ...env },
    stdio: 'pipe',
    // A session, and so a group, of its own.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const { pid: leader, stdin, stdout, stderr } = child
  if (leader === undefined) {
    child.once('error', () => undefined)
    throw new LabError('engine-failed', `${file} could not be started.`, 'Is its folder still there? Start the lab again.')
  }
  let show: (text: string) => void = () => undefined
  for (const stream of [stdout, stderr]) {
    const shown = carriageReturns()
    // Decodes over the cuts between chunks; what is no UTF-8 becomes U+FFFD.
    stream.setEncoding('utf8').on('data', (text: string) => show(shown(text)))
  }
  // A program that ended can't be written to; that is no error of anybody's.
  stdin.on('error', () => undefined)
  const discipline = new LineDiscipline()
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]): Exit => ({ code: asCode(code), signal: asSignal(signal) }))
  const closed = once(child, 'close').then(() => undefined)
  void exited.then(() => {
    // Whoever left the group may hold the pipes open for ever.
    const patience = setTimeout(() => [stdout, stderr].forEach((stream) => stream.destroy()), HELD_OPEN_MS)
    void closed.then(() => clearTimeout(patience))
  })
  return {
    leader,
    exited,
    closed,
    onText: (listen) => {
      show = listen
    },
    pause: () => [stdout, stderr].forEach((stream) => stream.pause()),
    resume: () => [stdout, stderr].forEach((stream) => stream.resume()),
    write: (text) => {
      const { echo, input, interrupt, end } = discipline.type(text)
      if (echo) show(echo)
      if (input && stdin.writable && stdin.writableLength + input.length <= TYPED_AHEAD_BYTES) stdin.write(input)
      if (interrupt) signalGroup(leader, 'SIGINT')
      if (end) stdin.end()
    },
    resize: () => undefined,
  }
}

const asCode = (code: unknown): number | null => (typeof code === 'number' ? code : null)
const asSignal = (signal: unknown): string | null => (typeof signal === 'string' ? signal : null)
