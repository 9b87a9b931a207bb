import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { FORMAT } from '@ackademy/contract/recording.ts'
import { openTrial } from '../http/trial.ts'
import { Recorder } from '../recordings/recorder.ts'
import { watchRoutes } from './watch-routes.ts'

async function open() {
  const header = { format: FORMAT, exercise: 'watch', contentHash: '', engine: 'none', services: {}, seed: '' } as const
  const recorder = new Recorder(header, () => 0)
  const step = (text: string) => recorder.record({ source: 'lab', type: 'lab.step', text })
  const trial = await openTrial({ routes: watchRoutes(recorder) })
  onTestFinished(() => trial[Symbol.asyncDispose]())
  /** Reads on; what comes, line by line. */
  const follow = async (after: number) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      get({ host: '127.0.0.1', port: trial.http.port, path: `/api/watch?after=${after}`, headers: trial.own, agent: false }, resolve).once(
        'error',
        reject,
      ),
    )
    onTestFinished(() => void response.destroy())
    const lines = createInterface({ input: response })[Symbol.asyncIterator]()
    return { response, next: async () => JSON.parse((await lines.next()).value ?? '""') as unknown }
  }
  return { header, recorder, step, trial, follow }
}

test('what was recorded comes first, and then what is recorded while somebody reads', async () => {
  const { header, step, follow } = await open()
  step('one')
  step('two')
  const { next } = await follow(0)
  expect([await next(), await next(), await next()]).toMatchObject([header, { seq: 1, text: 'one' }, { seq: 2, text: 'two' }])
  step('three')
  expect(await next()).toMatchObject({ seq: 3, text: 'three' })
})

test('who comes back gets what was missed', async () => {
  const { header, step, follow } = await open()
  for (const text of ['one', 'two', 'three']) step(text)
  const { next } = await follow(2)
  expect([await next(), await next()]).toMatchObject([header, { seq: 3 }])
})

test('a reader that stops reading holds nobody up, and gets all once it reads', async () => {
  const { step, follow } = await open()
  const { response, next } = await follow(0)
  response.pause()
  const text = 'x'.repeat(2000)
  for (let n = 0; n < 15_000; n++) step(text)
  response.resume()
  await next()
  let last: unknown
  for (let n = 0; n < 15_000; n++) last = await next()
  expect(last).toMatchObject({ seq: 15_000 })
})

test('what is no number of an event is refused in words', async () => {
  const { trial } = await open()
  const { status, body } = await trial.request('/api/watch?after=x')
  expect([status, JSON.parse(body.toString())]).toMatchObject([400, { message: 'after="x" was asked for; the number of an event was expected.' }])
})
