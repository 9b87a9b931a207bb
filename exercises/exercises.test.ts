// THE suite: every exercise proves itself (law 4). Starter = not passed, solution and right programs in other styles = passed,
// each mistake fails with its own finding; on the embedded engine with the lab's own broker, and through a real RabbitMQ where there is one,
// and in containers where there is Docker. Most of a wrong program's check is waiting, so several run at once.
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import Docker from 'dockerode'
import { choose } from '../lab-server/src/choice.ts'
import { readConfig } from '../lab-server/src/config.ts'
import { ExerciseFolders } from '../lab-server/src/grading/exercise-folder.ts'
import { grade } from '../lab-server/src/grading/grade.ts'
import { runCheck } from '../lab-server/src/grading/run-check.ts'
import { variants } from '../lab-server/src/grading/variants.ts'
import { openParts, type LabParts } from '../lab-server/src/parts.ts'
import { loadRecording } from '../lab-server/src/recordings/store.ts'
import { readdir, readFile } from 'node:fs/promises'
import { Verdict } from '@ackademy/contract/verdict.ts'

/** Seconds that a workspace and a broker may take to open. */
const TO_OPEN = 30
const root = path.resolve(import.meta.dirname, '..')
const exercises = new ExerciseFolders(root)
const slugs = await exercises.slugs()
const shared = (await Promise.all(slugs.map((slug) => exercises.load(slug)))).flatMap(({ exercise }) => (exercise.ownBroker ? [] : [exercise.slug]))
const real = process.env['LAB_RABBITMQ_URL']
const places: [name: string, env: Record<string, string>][] = [
  ['on the embedded engine, with the lab’s own broker', { LAB_ENGINE: 'embedded' }],
  ['on the embedded engine, with the lab’s own broker as RabbitMQ 4', { LAB_ENGINE: 'embedded', LAB_EMBEDDED_RABBITMQ: '4' }],
]
if (real) {
  const given = { AMQP_URL: real, LAB_RABBITMQ_ADMIN: process.env['LAB_RABBITMQ_ADMIN'] ?? '' }
  places.push(['on the embedded engine, with a real RabbitMQ', { ...given, LAB_ENGINE: 'embedded' }])
}
// What a machine lacks is said by needs.ts, or fails there.
if ((await choose({ engine: 'docker' }, new Docker())).notDocker === undefined)
  places.push(['in Docker, with a real RabbitMQ', { LAB_ENGINE: 'docker' }])

describe.each(places)('%s', (name, env) => {
  let parts: LabParts
  beforeAll(async () => {
    parts = await openParts(readConfig(env))
    parts.engine.prepare()
    parts.rabbitMq.prepare()
  })
  afterAll(() => parts[Symbol.asyncDispose]())

  // where a broker is given, one of an exercise's own is still the lab's: tried above
  const here = env['AMQP_URL'] === undefined ? slugs : shared
  describe.concurrent.each(here)('%s', async (slug) => {
    const loaded = await exercises.load(slug)
    const timeout = (loaded.exercise.timeLimit + TO_OPEN) * 1000
    // a RabbitMQ that starts takes all of a small machine: one after another, the same is used again
    const concurrent = loaded.exercise.ownBroker === undefined || env['LAB_ENGINE'] !== 'docker'
    test.each(await variants(exercises, slug))('$name', { timeout, concurrent }, async ({ name: variant, files, deviation }) => {
      const { verdict } = await runCheck({ ...parts, loaded, files, signal: AbortSignal.timeout(timeout) })
      expect(deviation(verdict), `${slug} ${variant} ${name}`).toBeUndefined()
      for (const finding of verdict.findings) {
        expect(finding.message.length, 'a finding says what was seen in words').toBeGreaterThan(15)
        if (finding.status === 'fail' || finding.status === 'pass')
          expect(finding.evidence.length, `${finding.task} names its events`).toBeGreaterThan(0)
      }
    })
  })
})

describe.each(slugs)('the golden recordings of %s', async (slug) => {
  const loaded = await exercises.load(slug)
  const folder = path.join(loaded.folder, 'recordings')
  const stored = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.jsonl'))

  test('are there for every variant (npm run lab -- record makes them anew)', async () => {
    const expected = (await variants(exercises, slug)).map(({ name }) => `${name}.jsonl`)
    expect(stored.sort()).toEqual(expected.sort())
  })

  test.each(stored)(
    '%s gives the verdict that was stored with it (if the rules or words changed on purpose: npm run lab -- record --verdicts)',
    async (file) => {
      const recording = await loadRecording(path.join(folder, file))
      const verdict = Verdict.parse(JSON.parse(await readFile(path.join(folder, file.replace('.jsonl', '.verdict.json')), 'utf8')))
      expect(grade(loaded.exercise, loaded.checks, recording)).toEqual(verdict)
      const folders = JSON.stringify(recording).match(/\/[\w./-]*?(?=\/node_modules\/)/g) ?? []
      const foreign = folders.filter((folder) => folder.replace(/^\/+/, '') !== 'ackademy')
      expect(foreign, 'folders of the machine it was recorded on').toEqual([])
    },
  )
})
