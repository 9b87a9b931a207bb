// Why a program did not get as far as the wire, in words. What it printed is used here to explain a failure, never to pass a task.
import type { Of, Wire } from './wire.ts'

/** Node's error line in what a program printed last: "TypeError: x is not a function". */
export function errorIn(output: string): string | undefined {
  const lines = plain(output).split('\n')
  const line = lines.find((text) => /^(?:\[?\w*Error\b|Uncaught )/.test(text.trim()))
  return line
    ?.trim()
    .replace(/^Uncaught /, '')
    .replace(/^\[(.*)\]$/, '$1')
    .slice(0, 300)
}

/** Where Node says a syntax error is: the path's last part and the line. */
const placeIn = (output: string): string | undefined => {
  const place = /(?:^|\n)\s*(?:file:\/\/)?\S*?([\w.-]+\.[cm]?[jt]s):(\d+)/.exec(plain(output))
  return place ? `${place[1]}, line ${place[2]}` : undefined
}

const escape = String.fromCharCode(27)
const plain = (output: string): string => output.replaceAll(new RegExp(`${escape}\\[[0-9;?]*[A-Za-z]`, 'g'), '').replaceAll('\r', '')

export interface Diagnosis {
  readonly message: string
  readonly evidence: number[]
  /** True where this alone says why nothing came; false where it only adds to what was missed. */
  readonly decisive: boolean
}

/** What stood in the way of `program`, or undefined when its events show nothing of the kind. */
export function diagnose(wire: Wire, program: string): Diagnosis | undefined {
  const missing = wire.all('process.missing').findLast((event) => event.program === program)
  if (missing) {
    const there = missing.found.length > 0 ? `There is ${missing.found.join(', ')}` : 'There are no files'
    return {
      message: `There is no file ${missing.expected} to run. ${there}; name yours ${missing.expected}.`,
      evidence: [missing.seq],
      decisive: true,
    }
  }
  const start = wire.all('process.start').findLast((event) => event.program === program)
  if (start === undefined) return undefined
  const exit = wire.all('process.exit').findLast((event) => event.program === program && event.run === start.run)
  const ended = exit?.by === 'limit' ? ofLimit(wire, exit) : exit?.by === 'itself' ? ofExit(wire, exit) : undefined
  return ofRefusal(wire, program) ?? ended ?? ofSilence(wire, start)
}

function ofLimit(wire: Wire, exit: Of<'process.exit'>): Diagnosis {
  const limit = wire.all('process.limit').findLast((event) => event.program === exit.program && event.limit === 'memory')
  const allowed = limit ? ` ${Math.round(limit.allowed / 1024 ** 2)} MiB` : ''
  return {
    message: `The system ended your program: it needed more memory than the${allowed} it may have.`,
    evidence: [...(limit ? [limit.seq] : []), exit.seq],
    decisive: true,
  }
}

function ofRefusal(wire: Wire, program: string): Diagnosis | undefined {
  const refusal = wire.refusals.find((closure) => closure.program === program)
  if (refusal === undefined) return undefined
  const what = refusal.type === 'channel.close' ? 'the channel' : 'the connection'
  return {
    message: `RabbitMQ closed ${what}: ${refusal.replyCode} ${refusal.replyText.replace(/\.$/, '')}.`,
    evidence: [refusal.seq],
    decisive: true,
  }
}

function ofExit(wire: Wire, exit: Of<'process.exit'>): Diagnosis {
  const decisive = true
  const evidence = [exit.seq]
  const error = errorIn(exit.outputTail)
  if (error?.startsWith('SyntaxError') === true) {
    const place = placeIn(exit.outputTail)
    return { message: `Node could not read your program: ${error}${place ? ` (${place})` : ''}. Nothing of it ran.`, evidence, decisive }
  }
  const unknownPackage = /Cannot find (?:package|module) '([^']+)'/.exec(exit.outputTail)?.[1]
  if (unknownPackage !== undefined) {
    const own = unknownPackage.startsWith('.') || unknownPackage.startsWith('/')
    return {
      message: own
        ? `Your program imports a file that is not there: ${unknownPackage.split('/').at(-1)}.`
        : `Your program imports ${unknownPackage}, which is not among the course's packages (amqplib, rabbitmq-client).`,
      evidence,
      decisive,
    }
  }
  const connected = [...wire.all('socket.open'), ...wire.all('http.request')].some((event) => event.program === exit.program)
  if (!connected && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test(exit.outputTail)) {
    return {
      message:
        'Your program dialled an address where no broker answers. The broker of this exercise is at process.env.AMQP_URL: pass that to connect().',
      evidence,
      decisive,
    }
  }
  const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal
  const when = connected ? '' : ' without ever connecting to the broker'
  return {
    message: `Your program ended by itself (${how})${when}${error ? `. Node says: ${error}` : ''}.`,
    evidence,
    decisive: !(connected && exit.code === 0),
  }
}

function ofSilence(wire: Wire, start: Of<'process.start'>): Diagnosis | undefined {
  const deadline = wire.deadline
  if (deadline === undefined) return undefined
  const limit = wire.all('process.limit').find((event) => event.program === start.program && event.limit === 'output')
  const flood = limit ? ` It printed more than ${limit.allowed} bytes; the lab stopped reading, and a program that only prints gets stuck there.` : ''
  const waited = `in the ${(deadline.waitedMs / 1000).toFixed(1)} s the lab waited`
  const decisive = true
  const evidence = [start.seq, ...(limit ? [limit.seq] : []), deadline.seq]
  const mine = <E extends { program: string; seq: number }>(events: readonly E[]) =>
    events.filter((event) => event.program === start.program && event.seq > start.seq)
  if (mine(wire.all('socket.open')).length === 0) {
    // its errand is at the management
    if (mine(wire.all('http.request')).length > 0) return flood === '' ? undefined : { message: flood.trim(), evidence, decisive: false }
    return {
      message: `Your program ran but never connected ${waited}.${flood} Connect to process.env.AMQP_URL; during a check nobody types, so don't wait for input.`,
      evidence,
      decisive,
    }
  }
  if (mine(wire.all('connection.open-ok')).length === 0)
    return { message: `Your program opened a socket but never finished AMQP's handshake ${waited}.${flood}`, evidence, decisive }
  if (mine(wire.all('channel.open')).length === 0)
    return { message: `Your program connected but never opened a channel ${waited}.${flood}`, evidence, decisive }
  return flood === '' ? undefined : { message: flood.trim(), evidence, decisive: false }
}
