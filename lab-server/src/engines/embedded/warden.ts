// Who cleans up when the server can't: a small process that outlives it. It is told of every process group and every throw-away folder, by lines on a pipe;
// when the pipe ends, be it by kill -9, it kills the groups and removes the folders that are left, and ends (warden-program.ts).
//
//   server ──▶ {"hold":1,"folder":"/tmp/ackademy-x"}  {"hold":2,"group":4711}  {"release":2}  ──▶ warden
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export type Charge = { readonly group: number } | { readonly folder: string }

export interface Warden extends AsyncDisposable {
  /** From now until the function that comes back is called, it is ended or removed should the server die. Starts the process the first time. */
  hold(charge: Charge): () => void
}

const PROGRAM = fileURLToPath(new URL('./warden-program.ts', import.meta.url))

export function openWarden(): Warden {
  const charges = new Map<number, Charge>()
  let next = 1
  let program: ChildProcessByStdio<Writable, null, null> | undefined

  const start = () => {
    // `detached`: a session of its own, so that Ctrl-C in the server's terminal does not end it before the server.
    const started = spawn(process.execPath, [PROGRAM], { cwd: '/', env: {}, stdio: ['pipe', 'ignore', 'ignore'], detached: true, windowsHide: true })
    started.stdin.on('error', () => undefined)
    started.on('error', () => undefined)
    started.on('exit', () => {
      if (program === started) program = undefined
    })
    // The server may end without asking anybody: that is what the warden is there for.
    started.unref()
    if (started.stdin instanceof Socket) started.stdin.unref()
    return started
  }

  const tell = (line: object) => {
    if (program) return void program.stdin.write(JSON.stringify(line) + '\n')
    // The first one, or one in the place of one that was killed: it hears of everything that is left.
    program = start()
    for (const [hold, charge] of charges) program.stdin.write(JSON.stringify({ hold, ...charge }) + '\n')
  }

  return {
    hold(charge) {
      const hold = next++
      charges.set(hold, charge)
      tell({ hold, ...charge })
      return () => {
        if (charges.delete(hold)) tell({ release: hold })
      }
    },
    async [Symbol.asyncDispose]() {
      const ending = program
      if (!ending) return
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      ending.ref()
      ending.stdin.end()
      await ended
    },
  }
}
