// The command line as a person uses it: a process of its own, its exit code, and what it prints.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, mkdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '@ackademy/contract/verdict.ts'
import type { Graded } from './csv.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const exercises = path.join(root, 'exercises')
const recording = path.join(exercises, 'simple-consumer/recordings/never-acks.jsonl')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ackademy-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** `lab <words>`, run from the test's folder as npm would: the environment says where the person is. */
const lab = (words: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const given = {
      PATH: process.env['PATH'],
      HOME: folder,
      INIT_CWD: folder,
      LAB_DATA: path.join(folder, 'data'),
      LAB_ENGINE: 'embedded',
      NO_COLOR: '1',
      ...env,
    }
    execFile(process.execPath, [path.join(import.meta.dirname, 'lab.ts'), ...words], { env: given }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(new Error(`lab ${words.join(' ')} did not end by itself`, { cause: error }))
      else resolve({ exit: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })

describe('lab', { timeout: 30_000 }, () => {
  test('without a command lists them', async () => {
    const { exit, stdout } = await lab([])
    expect(exit).toBe(0)
    for (const command of ['check', 'judge', 'grade', 'prove', 'record', 'doctor', 'serve']) expect(stdout).toContain(`\n  ${command}`)
  })

  test('serves on loopback only where programs run as one’s own user', async () => {
    const { exit, stderr } = await lab(['serve'], { LAB_LISTEN: '0.0.0.0' })
    expect(exit).toBe(2)
    expect(stderr).toContain('LAB_LISTEN is “0.0.0.0”, and the embedded engine runs programs as the lab’s own user: it listens on 127.0.0.1 only.')
  })

  test.each([
    [['chekc'], 'There is no command "chekc".'],
    [['check'], '<exercise> is missing.'],
    [['check', 'simple-consumer', '--engine', 'podman'], 'There is no engine "podman".'],
    [['check', 'simple-consumer', 'nowhere'], 'nowhere'],
    [['check', 'simple-consumer', '--sav'], '--sav'],
    [['check', '../wire'], '../wire'],
    [['images', 'postgres'], 'There is no image "postgres".'],
    [['prove', '--runs', '0'], '--runs is 0, a whole number from 1 was expected.'],
  ])('%j is refused in words, with exit code 2', async (words, said) => {
    const { exit, stdout, stderr } = await lab(words)
    expect(stderr).toContain(said)
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  })

  test('a variable that makes no sense is refused by name', async () => {
    const { exit, stderr } = await lab(['doctor'], { PORT: 'http' })
    expect(stderr).toContain('PORT is “http”')
    expect(exit).toBe(2)
  })
})

describe('lab check', { timeout: 30_000 }, () => {
  test('passes a solution with exit code 0, and says what it found', async () => {
    const { exit, stdout } = await lab(['check', 'simple-consumer', path.join(exercises, 'simple-consumer/solution')])
    expect(stdout).toContain('PASSED  simple-consumer  100 of 100')
    expect(exit).toBe(0)
  })

  test('does not pass a mistake; what it saved is judged alike', async () => {
    const checked = await lab([
      'check',
      'simple-consumer',
      path.join(exercises, 'simple-consumer/mistakes/acks-twice'),
      '--json',
      '--save',
      'twice.jsonl',
    ])
    const judged = await lab(['judge', 'simple-consumer', 'twice.jsonl', '--json'])
    expect([checked.exit, judged.exit]).toEqual([1, 1])
    expect((JSON.parse(checked.stdout) as Verdict).status).toBe('failed')
    expect(JSON.parse(judged.stdout)).toEqual(JSON.parse(checked.stdout))
  })
})

describe('lab judge', { timeout: 30_000 }, () => {
  test('prints the findings with their events, and has exit code 1 for a failed one', async () => {
    const { exit, stdout } = await lab(['judge', 'simple-consumer', recording])
    expect(stdout).toMatch(/✗ .+\n.+ \(events \d/)
    expect(stdout).toContain('FAILED  simple-consumer')
    expect(exit).toBe(1)
  })

  test('tells whose Recording it was given', async () => {
    const { exit, stderr } = await lab(['judge', 'simple-producer', recording])
    expect(stderr).toContain('is a Recording of simple-consumer, not of simple-producer')
    expect(exit).toBe(2)
  })
})

describe('lab grade', { timeout: 60_000 }, () => {
  test('runs nobody’s program before it is told to', async () => {
    const { exit, stderr } = await lab(['grade', '.'])
    expect(stderr).toContain('--i-trust-this-code')
    expect(exit).toBe(2)
  })

  test('gives a class’s verdicts as lines, as JSON and as CSV, and names what it left out', async () => {
    const turnedIn = async (learner: string, exercise: string, from: string) =>
      cp(path.join(exercises, from), path.join(folder, 'class', learner, exercise), { recursive: true })
    await turnedIn('ada', 'simple-consumer', 'simple-consumer/solution')
    await turnedIn('bob', 'simple-consumer', 'simple-consumer/mistakes/acks-twice')
    await mkdir(path.join(folder, 'class/bob/notes'))

    const { exit, stdout, stderr } = await lab(['grade', 'class', '--i-trust-this-code', '--json', '--csv', 'marks.csv'])
    const graded = JSON.parse(stdout) as Graded[]
    expect(graded.map(({ learner, exercise, verdict }) => [learner, exercise, verdict?.status])).toEqual([
      ['ada', 'simple-consumer', 'passed'],
      ['bob', 'simple-consumer', 'failed'],
    ])
    expect(stderr).toContain('Left out, no exercise of that name: bob/notes')
    const [head, ada, bob] = (await readFile(path.join(folder, 'marks.csv'), 'utf8')).split('\r\n')
    expect(head).toBe('learner,exercise,status,score,findings')
    expect(ada).toBe('ada,simple-consumer,passed,100,')
    expect(bob).toMatch(/^bob,simple-consumer,failed,\d+,.*406/)
    expect(exit).toBe(0)
  })

  test('says what a folder should hold that holds nothing to grade', async () => {
    await mkdir(path.join(folder, 'empty'))
    const { exit, stderr } = await lab(['grade', 'empty', '--i-trust-this-code'])
    expect(stderr).toContain('holds no <learner>/<exercise>/ folder')
    expect(exit).toBe(2)
  })
})

describe('lab images', { timeout: 30_000 }, () => {
  test('says that no Docker engine answers, and that one can go on without', async () => {
    const { exit, stderr } = await lab(['images'], { DOCKER_HOST: 'unix:///nowhere/docker.sock' })
    expect(stderr).toMatch(/^No Docker engine answers: .*ENOENT.*\n.*the embedded engine needs no images/)
    expect(exit).toBe(2)
  })
})

describe('lab doctor', { timeout: 30_000 }, () => {
  test('says what would be used', async () => {
    const { exit, stdout } = await lab(['doctor'], { LAB_ENGINE: '', DOCKER_HOST: 'unix:///nowhere/docker.sock' })
    expect(stdout).toMatch(/^docker engine +not used: /m)
    expect(stdout).toMatch(/^embedded engine +used: /m)
    expect(stdout).toMatch(/^RabbitMQ +embedded broker .*AMQP_URL/m)
    expect(stdout).toMatch(/^exercises +\d+: crash-and-redeliver/m)
    expect(exit).toBe(0)
  })

  test('says why a broker that does not answer would not be, without its password', async () => {
    const { exit, stdout } = await lab(['doctor'], { AMQP_URL: 'amqp://lab:secret@127.0.0.1:1' })
    expect(stdout).toMatch(/^RabbitMQ +No broker answers at amqp:\/\/127\.0\.0\.1:1/m)
    expect(stdout).not.toContain('secret')
    expect(exit).toBe(2)
  })
})
