// A demo's Recording is stored; this records each anew, so that its programs and its scenario still show what its question is about:
// through a real RabbitMQ where there is one, as they were stored, else through the lab's own.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Demo } from '@ackademy/contract/demo.ts'
import { answerTo } from '@ackademy/wire/answer.ts'
import { filmOf } from '@ackademy/wire/film.ts'
import { readConfig } from '../config.ts'
import { openParts, type LabParts } from '../parts.ts'
import { loadRecording } from '../recordings/store.ts'
import { DemoFolders } from './demo-folder.ts'
import { recordScenario } from './run-check.ts'

const demos = new DemoFolders(path.resolve(import.meta.dirname, '../../..'))
const names = await demos.names()

describe.each(names)('the demo %s', async (name) => {
  const { loaded, files, recording: file } = await demos.load(name)
  const { question } = Demo.parse(JSON.parse(await readFile(path.join(loaded.folder, 'demo.json'), 'utf8')))
  const stored = await loadRecording(file)
  let parts: LabParts
  beforeAll(async () => {
    const { LAB_RABBITMQ_URL: AMQP_URL, LAB_RABBITMQ_ADMIN } = process.env
    parts = await openParts(readConfig({ LAB_ENGINE: 'embedded', AMQP_URL, LAB_RABBITMQ_ADMIN }))
  })
  afterAll(() => parts[Symbol.asyncDispose]())

  test('is stored as its scenario meant it, is small, and names no path', () => {
    const text = JSON.stringify(stored)
    expect(stored.events.filter(({ type }) => type === 'lab.deadline' || type === 'truncated')).toEqual([])
    expect(text.length).toBeLessThan(20_000)
    expect(text).not.toMatch(/\/(home|Users|root|tmp|var)\/|[A-Z]:\\\\|file:/)
  })

  test('answers its question, and does so when it is recorded anew', { timeout: 60_000 }, async () => {
    const fresh = await recordScenario({ ...parts, loaded, files, signal: AbortSignal.timeout(60_000) })
    expect(fresh.events.filter(({ type }) => type === 'lab.deadline')).toEqual([])
    const answers = [stored, fresh].map((recording) => answerTo(question, filmOf(recording)).count)
    expect(answers[1]).toBe(answers[0])
  })
})

test('a demo nobody has made is refused with the names of those there are', async () => {
  await expect(demos.load('no-such-demo')).rejects.toMatchObject({
    code: 'exercise-unknown',
    advice: expect.stringContaining(names[0] ?? '') as string,
  })
})
