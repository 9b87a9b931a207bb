// What is wrong with a program gets words, not a stack: one sentence a fault, with the events that show it.
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Files } from '@ackademy/contract/exercise.ts'
import { readConfig } from '../lab-server/src/config.ts'
import { runCheck } from '../lab-server/src/grading/run-check.ts'
import { openParts, type LabParts } from '../lab-server/src/parts.ts'
import { ExerciseFolders, type LoadedExercise } from '../lab-server/src/grading/exercise-folder.ts'

let parts: LabParts
let loaded: LoadedExercise
beforeAll(async () => {
  parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
  loaded = await new ExerciseFolders(path.resolve(import.meta.dirname, '..')).load('simple-consumer')
})
afterAll(() => parts[Symbol.asyncDispose]())

const connect = `import amqp from 'amqplib'\nconst connection = await amqp.connect(process.env.AMQP_URL)\n`

const faults: [name: string, files: Files, says: RegExp][] = [
  [
    'a syntax error',
    { 'consumer.js': "import amqp from 'amqplib'\nconst = 3\n" },
    /could not read your program: SyntaxError: .+ \(consumer\.js, line 2\)/,
  ],
  ['a missing file', { 'konsumer.js': connect }, /no file consumer\.js to run\. There is konsumer\.js/],
  ['no file at all', {}, /no file consumer\.js to run\. There are no files/],
  [
    'a wrong address',
    { 'consumer.js': connect.replace('process.env.AMQP_URL', "'amqp://127.0.0.1:1'") },
    /address where no broker answers.+process\.env\.AMQP_URL/,
  ],
  ['a package that is not the course’s', { 'consumer.js': "import 'lodash'\n" }, /imports lodash, which is not among the course's packages/],
  ['an import of a file that is not there', { 'consumer.js': "import './grades.js'\n" }, /imports a file that is not there: grades\.js/],
  ['never connecting', { 'consumer.js': 'setInterval(() => {}, 1000)\n' }, /ran but never connected in the \d+\.\d s the lab waited/],
  ['ending at once', { 'consumer.js': "console.log('done')\n" }, /ended by itself \(exit code 0\) without ever connecting/],
  [
    'an exception at the start',
    { 'consumer.js': 'undefinedFunction()\n' },
    /ended by itself \(exit code 1\).+ReferenceError: undefinedFunction is not defined/,
  ],
  ['connecting and then nothing', { 'consumer.js': connect + 'setInterval(() => {}, 1000)\n' }, /connected but never opened a channel/],
  ['reading stdin', { 'consumer.js': "process.stdin.on('data', () => {})\n" }, /never connected.+nobody types/],
  ['running for ever in a loop', { 'consumer.js': 'for (;;);\n' }, /ran but never connected/],
  [
    'a flood of 1 GB',
    { 'consumer.js': "const line = 'x'.repeat(65536)\nfor (let index = 0; index < 16384; index++) require('fs').writeSync(1, line)\n" },
    /printed more than \d+ bytes/,
  ],
  [
    'a wrong queue',
    {
      'consumer.js': `${connect}const channel = await connection.createChannel()\nchannel.on('error', () => {})\nawait channel.consume('submisions', () => {}).catch(() => {})\nsetInterval(() => {}, 1000)\n`,
    },
    /RabbitMQ closed the channel: 404 NOT_FOUND - no queue 'submisions'/,
  ],
]

test.concurrent.each(faults)('%s', { timeout: 40_000 }, async (_name, files, says) => {
  const before = process.memoryUsage().rss
  const { verdict } = await runCheck({ ...parts, loaded, files, signal: AbortSignal.timeout(40_000) })
  expect(verdict.status).toBe('failed')
  const first = verdict.findings[0]
  expect(first?.message).toMatch(says)
  expect(first?.message).not.toMatch(/\n\s+at /)
  expect(first?.evidence.length).toBeGreaterThan(0)
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
})
