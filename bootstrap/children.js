// Two ways to run a command: `quietly`, with one line that counts the seconds and the output shown only when it fails,
// and `inFront`, which hands the terminal over. No escape codes: a carriage return and blanks do on a terminal, plain lines elsewhere.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Trouble } from './trouble.js'

const say = (text) => process.stderr.write(text)
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1)

/** The exit code a shell would give: a child ended by signal n counts as 128 + n. */
const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0)

/**
 * Runs a command behind one line of progress.
 * @returns {Promise<{ code: number, output: string }>} what it printed on both streams; the caller tells of a failure
 * @throws {Trouble} when a Ctrl-C ended it: that is no failure to be explained
 */
export const quietly = (title, command, args, options) =>
  new Promise((resolve, reject) => {
    const since = performance.now()
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const release = relay(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))

    const terminal = process.stderr.isTTY
    const line = () => `${title} … ${seconds(since)} s`
    say(terminal ? line() : `${title} …\n`)
    const clock = terminal ? setInterval(() => say(`\r${line()}`), 200) : setInterval(() => say(`${line()}\n`), 10_000)

    child.once('error', (error) => {
      clearInterval(clock)
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      clearInterval(clock)
      const interrupted = release()
      const ended = exitCode(code, signal)
      const how = ended === 0 ? 'done' : signal === null ? 'failed' : `ended by ${signal}`
      say(`${terminal ? '\r' : ''}${title}: ${how} in ${seconds(since)} s${terminal ? '    ' : ''}\n`)
      if (interrupted && ended !== 0) reject(new Trouble('Stopped before the end.', 'The same command takes it up again.'))
      else resolve({ code: ended, output })
    })
  })

/**
 * Runs a command on this terminal until it ends.
 * @returns {Promise<number>} its exit code
 */
export const inFront = (command, args, options) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' })
    const release = relay(child)
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      release()
      // Otherwise a child that was killed from outside would end without a word.
      if (signal !== null) say(`Ended by ${signal}.\n`)
      resolve(exitCode(code, signal))
    })
  })

// Ctrl-C reaches every process in the terminal's foreground group, and npm sends it once more: so this process only stays until the
// child has closed in its own order, and passes each signal on once, for a `kill` that reached this process alone.
// Who presses Ctrl-C again after a second has waited enough.
const patienceMs = 1000

/** @returns {() => boolean} ends it, and tells whether a signal came meanwhile */
const relay = (child) => {
  let asked
  const pass = (signal) => {
    if (asked === undefined) {
      asked = performance.now()
      child.kill(signal)
    } else if (performance.now() - asked > patienceMs) child.kill('SIGKILL')
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, pass)
  return () => {
    for (const signal of signals) process.off(signal, pass)
    return asked !== undefined
  }
}
