// How soon a session is ready, what an idle one costs, and whether many are open at once.
//   npm run bench -- sessions [--runs N] [--open N]
// The engine and the broker are the ones LAB_ENGINE, AMQP_URL … name. A session is ready when its workspace has the learner's files, its virtual host
// and taps are there, and the lab is connected: all before a program starts. `--runs`: one at a time, each once the pool is full again.
// `--open`: at once, far more than are made ahead. Exits with 1 where a figure is beyond what is wanted.
import process from 'node:process'
import { setTimeout as elapsed } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Docker from 'dockerode'
import { z } from 'zod'
import { readConfig } from '../lab-server/src/config.ts'
import { instanceOf } from '../lab-server/src/engines/docker/instance.ts'
import { runCheck } from '../lab-server/src/grading/run-check.ts'
import { openParts } from '../lab-server/src/parts.ts'
import { Practice } from '../lab-server/src/sessions/practice.ts'
import { line, quantile } from './quantiles.ts'

const WANTED = { readyMs: 150, idleMB: 20 }
const FULL_MS = 50
const BOOT_MS = 1000

const { values } = parseArgs({ options: { runs: { type: 'string', default: '40' }, open: { type: 'string', default: '60' } } })
const [runs, many] = [Number(values.runs), Number(values.open)]

await using parts = await openParts(readConfig(process.env))
parts.engine.prepare()
parts.rabbitMq.prepare()
const loaded = await parts.exercises.load('simple-consumer')
const files = await parts.exercises.solution('simple-consumer')

const figure = (name: string): number => parts.engine.figures().find((one) => one.name === `ackademy_pool_${name}`)?.value ?? 0
const poolIsFull = async () => {
  while (figure('items') < figure('size')) await elapsed(FULL_MS)
}
async function ready(): Promise<{ practice: Practice; ms: number }> {
  const since = performance.now()
  const given = { ...parts, loaded, files, signal: AbortSignal.timeout(120_000) }
  const practice = await Practice.open(given, { begun: () => undefined, failed: (error) => console.error(error) })
  return { practice, ms: performance.now() - since }
}

/** What `docker stats` shows, in MB, of each container of this process’s engine. None on the embedded engine. */
async function memory(): Promise<number[]> {
  if (parts.engine.name !== 'docker') return []
  const docker = new Docker()
  const mine = instanceOf(process.pid, 0).slice(0, -2)
  const all = await docker.listContainers({ filters: JSON.stringify({ label: ['ackademy.instance'] }) })
  const of = all.filter(({ Labels }) => Labels['ackademy.instance']?.startsWith(mine))
  const answers = await Promise.all(
    of.map(({ Id }) =>
      docker
        .getContainer(Id)
        .stats({ stream: false, 'one-shot': true })
        .catch(() => undefined),
    ),
  )
  return answers.flatMap(used)
}
const Stats = z.object({ memory_stats: z.object({ usage: z.number(), stats: z.record(z.string(), z.number()) }) })
/** Without what is only cached of files: Docker counts so, by either version of cgroups. None of one that is only being made, or has just ended. */
const used = (answer: unknown): number[] => {
  const parsed = Stats.safeParse(answer)
  if (!parsed.success) return []
  const { usage, stats } = parsed.data.memory_stats
  return [(usage - (stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0)) / 1e6]
}

/** Told by nobody, but what a booted Node costs is 13 MB: until that is there, and no more comes. */
async function bothNodesWait(): Promise<void> {
  for (let [last, now] = [0, 1]; now !== last;) {
    await elapsed(BOOT_MS)
    ;[last, now] = [now, Math.round((await memory()).reduce((sum, one) => sum + one, 0))]
  }
}

console.log(`${parts.engine.name} engine, ${parts.rabbitMq.version}; ${figure('size')} workspaces made ahead`)
let missed = false
const judged = (what: string, samples: readonly number[], unit: string, wanted: number) => {
  if (samples.length === 0) return
  const met = quantile(samples, 0.95) <= wanted
  missed ||= !met
  console.log(`${line(what, samples, unit)}   wanted ≤ ${wanted} ${unit}: ${met ? 'met' : 'NOT MET'}`)
}

await poolIsFull()
judged('an idle container made ahead', await memory(), 'MB', WANTED.idleMB)
{
  using _learner = parts.engine.expect()
  await bothNodesWait()
  const awaited = await memory()
  if (awaited.length > 0) console.log(line('the same while a learner has a page open', awaited, 'MB'))
}
const times: number[] = []
for (let run = 0; run < runs; run++) {
  await poolIsFull()
  const { practice, ms } = await ready()
  times.push(ms)
  await practice[Symbol.asyncDispose]()
}
judged(`a session is ready, ${runs} one by one`, times, 'ms', WANTED.readyMs)

await poolIsFull()
const before = process.availableMemory()
const since = performance.now()
const opened = await Promise.allSettled(Array.from({ length: many }, ready))
const open = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
for (const one of opened) if (one.status === 'rejected') console.error(one.reason)
console.log(
  line(
    `a session is ready, ${many} asked for at once`,
    open.map(({ ms }) => ms),
  ),
)
console.log(`${open.length} of ${many} are open after ${((performance.now() - since) / 1000).toFixed(1)} s`)
missed ||= open.length < many
const idle = await memory()
if (idle.length > 0) console.log(line(`a container, ${open.length} sessions open`, idle, 'MB'))
console.log(`the machine has ${((before - process.availableMemory()) / 1e6 / many).toFixed(1)} MB less for each`)

const clicked = performance.now()
const { verdict } = await runCheck({ ...parts, loaded, files, signal: AbortSignal.timeout(60_000) })
console.log(`a check among them: ${verdict.status} after ${(performance.now() - clicked).toFixed(0)} ms`)
missed ||= verdict.status !== 'passed'
const closing = performance.now()
await Promise.all(open.map(({ practice }) => practice[Symbol.asyncDispose]()))
console.log(`closed in ${((performance.now() - closing) / 1000).toFixed(1)} s`)
process.exitCode = missed ? 1 : 0
