import path from 'node:path'
import { styleText } from 'node:util'
import type { Event } from '@ackademy/contract/recording.ts'
import type { Seen } from '@ackademy/wire/mistakes/seen.ts'
import { summary as inWords } from '@ackademy/wire/summary.ts'
import type { Config } from '../config.ts'
import type { Endpoint } from '../engines/engine.ts'
import { asLabError, LabError } from '../errors.ts'
import { startHttp } from '../http/server.ts'
import { soleToken } from '../http/tokens.ts'
import { saveRecording } from '../recordings/store.ts'
import { watchRoutes } from '../watching/watch-routes.ts'
import { Watcher } from '../watching/watcher.ts'
import { callerFolder, onInterrupt } from './check.ts'
import { words } from './words.ts'

export const usage = 'watch --to amqp://host:5672 [--listen 5673] [--quiet 10] [--events] [--save FILE]'
export const summary =
  'stands between your own program and your broker, and names its mistakes as they happen; the program dials the port it listens on'

const MOST_EVENTS = 200_000

export async function run(args: readonly string[], config: Config): Promise<number> {
  const options = {
    to: { type: 'string' },
    listen: { type: 'string' },
    quiet: { type: 'string' },
    events: { type: 'boolean' },
    save: { type: 'string' },
  } as const
  const { values } = words(args, options, usage)
  const to = broker(values.to)
  const listen = { host: '127.0.0.1', port: whole('--listen', values.listen ?? '5673', 0, 65_535) }
  const quietMs = whole('--quiet', values.quiet ?? '10', 1, 3600) * 1000
  const ended = onInterrupt()
  const watcher = await Watcher.open({
    to,
    listen,
    quietMs,
    mostEvents: MOST_EVENTS,
    now: () => performance.now(),
    ...(values.events === true && { event: (event: Event) => console.log(line(event)) }),
    seen: print,
    unreachable: ({ message }) =>
      console.error(`The broker can’t be dialled at ${to.host}:${to.port}: ${message}. Your program’s connection was closed.`),
  })
  const { port } = watcher.listener
  const page = await openPage(watcher, config)
  console.log(`Watching. Let your program dial 127.0.0.1:${port} instead of ${to.host}:${to.port}, with the account it has. Ctrl-C ends it.`)
  console.log(typeof page === 'string' ? `There is no page to look at: ${page}\n` : `See the wire at ${page.address}\n`)
  await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }))
  await watcher[Symbol.asyncDispose]()
  if (typeof page !== 'string') await page[Symbol.asyncDispose]()

  const { events } = watcher.recording
  const mistakes = watcher.mistakes()
  if (events.at(-1)?.type === 'truncated') console.log(`Only the first ${MOST_EVENTS} events were kept and judged; start anew to see later ones.`)
  console.log(
    `\n${events.length} events, ${mistakes.length === 0 ? 'no mistake seen' : `mistakes: ${mistakes.map(({ mistake }) => mistake).join(', ')}`}.`,
  )
  if (values.save !== undefined) await saveRecording(path.resolve(callerFolder(), values.save), watcher.recording)
  return mistakes.length === 0 ? 0 : 1
}

/** The site with its page Watch; in words why there is none. */
async function openPage(watcher: Watcher, { root, port }: Config): Promise<(AsyncDisposable & { address: string }) | string> {
  const tokens = soleToken()
  try {
    const http = await startHttp({
      port,
      siteFolder: path.join(root, 'site', 'dist'),
      tokens,
      about: { lab: false, watch: true },
      routes: watchRoutes(watcher.recording),
      onSocket: (socket) => socket.close(1008, 'no exercise is run here'),
      log: (line) => console.error(line),
    })
    return { address: `${http.url}watch/?token=${tokens.current}`, [Symbol.asyncDispose]: () => http[Symbol.asyncDispose]() }
  } catch (thrown) {
    const { message, advice } = asLabError(thrown)
    return `${message} ${advice}`
  }
}

function line(event: Event): string {
  const { who, method, what } = inWords(event)
  const where = event.source === 'amqp' ? `#${event.connection}` : ''
  return `${String(event.seq).padStart(6)} ${(event.at / 1000).toFixed(3).padStart(9)} ${where.padEnd(4)} ${who.padEnd(13)} ${method.padEnd(20)} ${what}`
}

function print({ mistake, message, evidence }: Seen): void {
  const events = `(events ${evidence.slice(0, 8).join(', ')}${evidence.length > 8 ? ', …' : ''})`
  console.log(`${styleText('red', '✗')} ${styleText('bold', mistake)}\n    ${message} ${styleText('dim', events)}`)
}

function broker(text: string | undefined): Endpoint {
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : undefined
  if (url?.protocol === 'amqps:')
    throw new LabError(
      'usage',
      'The broker is to be reached by TLS (amqps), which can’t be watched yet.',
      'Watch a broker that listens on amqp://, e.g. one of your own.',
    )
  if (url?.protocol !== 'amqp:' || url.hostname === '')
    throw new LabError(
      'usage',
      `--to wants the broker’s address, like amqp://localhost:5672, and got ${JSON.stringify(text ?? 'nothing')}.`,
      `Usage: lab ${usage}`,
    )
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 5672) }
}

function whole(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new LabError('usage', `${option} wants a whole number from ${least} to ${most}, and got ${JSON.stringify(text)}.`, `Usage: lab ${usage}`)
}
