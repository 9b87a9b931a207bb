import type { ServerMessage } from '@ackademy/contract/protocol.ts'
import type { Verdict, VerdictStatus } from '@ackademy/contract/verdict.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { memory } from './storage.fixture.ts'
import { MOST_CHARACTERS, MOST_VERSIONS, openVersions, type Versions } from './versions.ts'

const headerOf = (seed: string) => ({ format: 'ackademy-recording/1', exercise: 'x', contentHash: '', engine: '', services: {}, seed }) as const
const verdictOf = (status: VerdictStatus): Verdict => ({
  exercise: 'x',
  engine: '',
  status,
  score: 0,
  findings: [
    { task: 'consumes', status: 'pass', message: '', evidence: [] },
    { task: 'acks', status: status === 'passed' ? 'pass' : 'fail', message: '', evidence: [] },
  ],
  elapsedMs: 1,
})
const begins = (seed: string): ServerMessage => ({ type: 'recording', header: headerOf(seed), of: 'check', findings: [] })
const ends = (status: VerdictStatus): ServerMessage => ({ type: 'verdict', verdict: verdictOf(status) })
const session = (more: Partial<Extract<ServerMessage, { type: 'session' }>> = {}): ServerMessage => ({
  type: 'session',
  exercise: {
    slug: 'x',
    title: '',
    summary: '',
    services: ['rabbitmq'],
    programs: [],
    tasks: [
      { id: 'consumes', title: '', points: 1 },
      { id: 'acks', title: '', points: 3 },
    ],
    timeLimit: 30,
  },
  engine: '',
  services: {},
  files: {},
  pristine: true,
  starter: {},
  programs: [],
  shell: { none: '' },
  watch: false,
  findings: [],
  checking: false,
  ...more,
})

let storage: Storage
let clock: number
const open = (): Versions => {
  const versions = openVersions(
    () => storage,
    'x',
    () => clock++,
  )
  versions.heard(session())
  return versions
}
const text = (words: string) => ({ 'consumer.js': words })
const texts = (versions: Versions) => versions.all.get().map(({ files }) => files['consumer.js'])
const check = (versions: Versions, words: string, status: VerdictStatus) => {
  versions.asked(text(words))
  versions.heard(begins(words))
  versions.heard(ends(status))
}

beforeEach(() => {
  storage = memory()
  clock = 1000
})

describe('a check', () => {
  it('is kept with its time, its verdict, its points and the files it was of', () => {
    const versions = open()
    check(versions, 'mine', 'failed')
    expect(versions.all.get()).toEqual([
      { at: 1000, files: text('mine'), why: { is: 'check', status: 'failed', passed: 1, tasks: 2, points: 1, of: 4 } },
    ])
  })
  it('is still known after the page was opened again, the newest first', () => {
    const before = open()
    check(before, 'one', 'failed')
    check(before, 'two', 'passed')
    expect(texts(open())).toEqual(['two', 'one'])
  })
  it('that ends without a verdict is none', () => {
    const versions = open()
    versions.asked(text('mine'))
    versions.heard(begins('1'))
    versions.heard({ type: 'check-ended' })
    versions.heard(ends('passed')) // another page's
    expect(texts(versions)).toEqual([])
  })
  it('gets its verdict after a reload in its middle', () => {
    const before = open()
    before.asked(text('mine'))
    before.heard(begins('seed-1'))
    const after = openVersions(
      () => storage,
      'x',
      () => clock++,
    )
    after.heard(session({ checking: true, recording: { header: headerOf('seed-1'), events: [], of: 'check' } }))
    after.heard(ends('passed'))
    expect(texts(after)).toEqual(['mine'])
  })
  it('gets its verdict from the lab’s first message, if it ended while nobody listened', () => {
    const versions = open()
    check(versions, 'first', 'failed')
    versions.asked(text('second'))
    versions.heard(session({ verdict: verdictOf('passed'), recording: { header: headerOf('seed-2'), events: [], of: 'check' } }))
    expect(texts(versions)).toEqual(['second', 'first'])
  })
  it('does not get the verdict of the check before, if the lab was killed meanwhile', () => {
    const versions = open()
    check(versions, 'first', 'passed')
    versions.asked(text('second'))
    versions.heard(session({ verdict: verdictOf('passed'), recording: { header: headerOf('first'), events: [], of: 'check' } }))
    expect(texts(versions)).toEqual(['first'])
  })
})

describe('what is kept', () => {
  it('is what was replaced, once', () => {
    const versions = open()
    versions.keep(text('mine'), 'the reset')
    versions.keep(text('mine'), 'bringing back')
    expect(versions.all.get()).toMatchObject([{ why: { is: 'before', what: 'the reset' } }])
  })
  it('is so many at most, and always the last that passed', () => {
    const versions = open()
    check(versions, 'passes', 'passed')
    for (let at = 0; at < MOST_VERSIONS + 5; at++) check(versions, `attempt ${at}`, 'failed')
    expect(versions.all.get()).toHaveLength(MOST_VERSIONS)
    expect(texts(versions).at(-1)).toBe('passes')
    expect(texts(versions)[0]).toBe(`attempt ${MOST_VERSIONS + 4}`)
  })
  it('is so many characters at most', () => {
    const versions = open()
    for (let at = 0; at < 10; at++) versions.keep(text(`${at}`.repeat(MOST_CHARACTERS / 4)), 'the reset')
    expect(versions.all.get()).toHaveLength(3)
  })
  it('holds what another page of the exercise kept meanwhile', () => {
    const [one, two] = [open(), open()]
    one.keep(text('by one'), 'the reset')
    two.keep(text('by two'), 'the reset')
    expect(texts(open())).toEqual(['by two', 'by one'])
  })
  it('is for this page alone, where the browser takes no more', () => {
    storage = memory(10)
    const versions = open()
    check(versions, 'mine', 'passed')
    expect(texts(versions)).toEqual(['mine'])
    expect(texts(open())).toEqual([])
  })
})
