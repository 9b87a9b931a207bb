// From the click on Check to the verdict: simple-consumer's solution, ten messages, and where the time goes.
//   npm run bench -- first-verdict [--runs N] [--pause MS]
// The engine and the broker are the ones LAB_ENGINE, AMQP_URL … name. `--pause`: ms between two runs, so that a warm pool fills again.
import { setTimeout as elapsed } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Wire } from '@ackademy/wire/wire.ts'
import { readConfig } from '../lab-server/src/config.ts'
import { grade } from '../lab-server/src/grading/grade.ts'
import { runCheck } from '../lab-server/src/grading/run-check.ts'
import { openParts } from '../lab-server/src/parts.ts'
import { line } from './quantiles.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '30' }, pause: { type: 'string', default: '1500' } } })
const [runs, pauseMs] = [Number(values.runs), Number(values.pause)]

await using parts = await openParts(readConfig(process.env))
parts.engine.prepare()
parts.rabbitMq.prepare()
const loaded = await parts.exercises.load('simple-consumer')
const files = await parts.exercises.solution('simple-consumer')

const samples = new Map<string, number[]>()
const sample = (part: string, ms: number) => samples.set(part, [...(samples.get(part) ?? []), ms])

for (let run = 0; run < runs; run++) {
  await elapsed(pauseMs)
  const clicked = performance.now()
  let opened = clicked
  const { recording, verdict } = await runCheck(
    { ...parts, loaded, files, signal: AbortSignal.timeout(60_000) },
    { begun: () => (opened = performance.now()) },
  )
  // The Recording began when the stage was opened: its clock plus that moment is ours.
  if (verdict.status !== 'passed') throw new Error(`The solution ${verdict.status}: ${JSON.stringify(verdict.findings)}`)
  const wire = Wire.of(recording)
  const at = (event: { at: number } | undefined) => event?.at ?? Number.NaN
  const started = at(wire.all('process.start')[0])
  const dialled = at(wire.all('socket.open')[0])
  const first = at(wire.all('basic.deliver')[0])
  const last = at(wire.all('basic.ack').at(-1))
  const end = at(recording.events.at(-1))
  const judgingFrom = performance.now()
  grade(loaded.exercise, loaded.checks, recording)
  const judging = performance.now() - judgingFrom
  const opening = opened - clicked
  sample('workspace and virtual host', opening)
  sample('messages handed in', started)
  sample('program: start to dialling', dialled - started)
  sample('connect and consume', first - dialled)
  sample('ten messages', last - first)
  sample('stop and last question', end - last)
  sample('judging', judging)
  sample('click to last acknowledgement, and judged', opening + last + judging)
  sample('click to verdict', opening + end + judging)
}

console.log(`${parts.engine.name} engine, ${parts.rabbitMq.version}; ${runs} runs, ${pauseMs} ms apart`)
for (const [part, times] of samples) console.log(line(part, times))
