// From the click on Check to the verdict: simple-consumer's solution, ten messages, and where the time goes.
//   npm run bench -- first-verdict [--runs N] [--pause MS] [--cold]
// The engine and the broker are the ones LAB_ENGINE, AMQP_URL … name. `--pause`: ms before each run, once the pool is full again. `--cold`: nothing
// is made ahead, as for the first who comes after a start. Warm means as with a page open: a session expects to be asked for a check.
// Exits with 1 where a figure is beyond what is wanted.
import { loadavg } from 'node:os'
import process from 'node:process'
import { setTimeout as elapsed } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Recording } from '@ackademy/contract/recording.ts'
import { Wire } from '@ackademy/wire/wire.ts'
import type { Plan } from '../lab-server/src/engines/engine.ts'
import { readConfig } from '../lab-server/src/config.ts'
import { runCheck } from '../lab-server/src/grading/run-check.ts'
import { openParts } from '../lab-server/src/parts.ts'
import { line, quantile } from './quantiles.ts'

const FULL_MS = 50
const WANTED = { warm: { p50: 60, p95: 120 }, cold: { p50: 500, p95: 500 } }

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '30' }, pause: { type: 'string', default: '1000' }, cold: { type: 'boolean', default: false } },
})
const [runs, pauseMs] = [Number(values.runs), Number(values.pause)]

await using parts = await openParts(readConfig(process.env))
using session = new DisposableStack()
if (!values.cold) {
  parts.engine.prepare()
  parts.rabbitMq.prepare()
  session.use(parts.engine.expect())
}
const loaded = await parts.exercises.load('simple-consumer')
const files = await parts.exercises.solution('simple-consumer')

const samples = new Map<string, number[]>()
const sample = (part: string, ms: number) => samples.set(part, [...(samples.get(part) ?? []), ms])

const figure = (name: string): number => parts.engine.figures().find((one) => one.name === `ackademy_pool_${name}`)?.value ?? 0

/** How long each of them takes beside the other. */
const timed =
  <Given extends readonly unknown[], Opened>(part: string, open: (...given: Given) => Promise<Opened>) =>
  async (...given: Given): Promise<Opened> => {
    const since = performance.now()
    const opened = await open(...given)
    sample(part, performance.now() - since)
    return opened
  }
const engine = {
  ...parts.engine,
  open: timed('  beside each other: queueing and container', (plan: Plan, signal: AbortSignal) => parts.engine.open(plan, signal)),
}
const rabbitMq = { ...parts.rabbitMq, open: timed('  beside each other: virtual host', () => parts.rabbitMq.open()) }

/** Where a scenario waits though all it asks for has been seen: to see that nothing more comes (lab.rest), or until its patience ends (lab.deadline). */
function ownWaits({ events }: Recording): number {
  return events.reduce((sum, event) => sum + (event.type === 'lab.rest' || event.type === 'lab.deadline' ? event.waitedMs : 0), 0)
}

const loadBefore = loadavg()[0] ?? 0
for (let run = 0; run < runs; run++) {
  while (figure('items') < figure('size')) await elapsed(FULL_MS)
  await elapsed(pauseMs)
  const clicked = performance.now()
  const { promise: judged, resolve } = Promise.withResolvers<{ at: number; from: number }>()
  let [opened, judgingFrom] = [clicked, clicked]
  const { recording, verdict } = await runCheck(
    { ...parts, engine, rabbitMq, loaded, files, signal: AbortSignal.timeout(60_000) },
    {
      begun: () => (opened = performance.now()),
      progress: (text) => {
        if (text.startsWith('Judging')) judgingFrom = performance.now()
      },
      judged: () => resolve({ at: performance.now(), from: judgingFrom }),
    },
  )
  const { at: verdictAt, from } = await judged
  if (verdict.status !== 'passed') throw new Error(`The solution ${verdict.status}: ${JSON.stringify(verdict.findings)}`)
  // the Recording's clock began when its first header was made, a moment before it was told
  const wire = Wire.of(recording)
  const at = (event: { at: number } | undefined) => event?.at ?? Number.NaN
  const prepared = at(wire.all('lab.queue').at(-1))
  const handedIn = at(wire.all('lab.publish').at(-1))
  const started = at(wire.all('process.start')[0])
  const dialled = at(wire.all('socket.open')[0])
  const first = at(wire.all('basic.deliver')[0])
  const last = at(wire.all('basic.ack').at(-1))
  const exited = at(wire.all('process.exit').at(-1))
  const waits = ownWaits(recording)
  sample('stage: container, virtual host, connection', opened - clicked)
  sample('queues declared', prepared)
  sample('messages handed in, and confirmed', handedIn - prepared)
  sample('program: start to dialling', dialled - started)
  sample('connect and consume', first - dialled)
  sample('ten messages', last - first)
  sample('program: SIGTERM to its end', exited - last)
  sample('last question', at(recording.events.at(-1)) - exited)
  sample('judging', verdictAt - from)
  sample('the scenario’s own waits', waits)
  sample('click to verdict', verdictAt - clicked)
  sample('click to verdict, over the scenario’s own waits', verdictAt - clicked - waits)
}

console.log(
  `${parts.engine.name} engine, ${parts.rabbitMq.version}; ${runs} runs, ${values.cold ? 'cold' : 'warm'}, ${pauseMs} ms after the pool was full; ` +
    `the machine’s load was ${loadBefore.toFixed(1)}, and is ${loadavg()[0]?.toFixed(1)}`,
)
console.log('The scenario’s own waits are what its lab.rest and lab.deadline say they waited: time that passes though nothing is missing.')
for (const [part, times] of samples) console.log(line(part, times))
if (figure('size') > 0) console.log(`of the workspaces ${figure('hits_total')} were made ahead, ${figure('misses_total')} were not`)

const total = samples.get('click to verdict, over the scenario’s own waits') ?? []
const wanted = values.cold ? WANTED.cold : WANTED.warm
const met = quantile(total, 0.5) <= wanted.p50 && quantile(total, 0.95) <= wanted.p95
console.log(`wanted: p50 ≤ ${wanted.p50} ms, p95 ≤ ${wanted.p95} ms: ${met ? 'met' : 'NOT MET'}`)
process.exitCode = met ? 0 : 1
