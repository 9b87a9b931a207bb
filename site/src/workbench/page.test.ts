import type { ServerMessage } from '@ackademy/contract/protocol.ts'
import { Event } from '@ackademy/contract/recording.ts'
import type { Finding, Verdict } from '@ackademy/contract/verdict.ts'
import { describe, expect, it } from 'vitest'
import { emptyPage, heard, isMore, verdictSentence } from './page.ts'

const header = { format: 'ackademy-recording/1', exercise: 'x', contentHash: '', engine: 'embedded', services: {}, seed: '1' } as const
const passed: Finding = { task: 'acks', status: 'pass', message: 'Seen.', evidence: [2] }
const verdict: Verdict = { exercise: 'x', engine: 'embedded', status: 'passed', score: 1, findings: [passed], elapsedMs: 5 }
const events = [
  Event.parse({ seq: 1, at: 0, source: 'lab', type: 'lab.step', text: '' }),
  Event.parse({ seq: 2, at: 1, source: 'amqp', program: 'c', connection: 1, type: 'socket.open' }),
]
const after = (...messages: ServerMessage[]) => messages.reduce(heard, emptyPage)
const checked = (): ServerMessage[] => [
  { type: 'recording', header, of: 'check', findings: [] },
  { type: 'events', events },
  { type: 'verdict', verdict },
]

describe('a check on the page', () => {
  it('clears the last one’s events, findings and verdict when it begins', () => {
    const page = after(...checked(), { type: 'recording', header, of: 'check', findings: [] })
    expect(page).toMatchObject({ events: [], findings: [], checking: true })
    expect(page.judged).toBeUndefined()
  })
  it('shows from its beginning how the tasks stand before anything is seen', () => {
    const open: Finding = { task: 'a', status: 'open', message: 'Nothing was delivered yet.', evidence: [] }
    expect(after(...checked(), { type: 'recording', header, of: 'check', findings: [open] }).findings).toEqual([open])
  })
  it('ends with the verdict’s findings, in a sentence that counts what was on the wire', () => {
    const page = after(...checked())
    expect(page).toMatchObject({ checking: false, findings: [passed] })
    expect(page.judged && verdictSentence(page.judged)).toBe('Passed — 1 of 1 tasks, judged from 1 event on the wire')
  })
  it('ends without a verdict when it was cancelled', () => {
    const page = after({ type: 'recording', header, of: 'check', findings: [] }, { type: 'progress', text: 'Waiting' }, { type: 'check-ended' })
    expect(page.checking).toBe(false)
    expect(page.progress).toBeUndefined()
  })
  it('is not awaited any more when the lab refuses it before it began', () => {
    const page = heard({ ...emptyPage, asked: true }, { type: 'error', code: 'internal', message: 'No.', advice: 'Try.' })
    expect(page.asked).toBeUndefined()
    expect(page.complaint?.message).toBe('No.')
  })
})

describe('a run on the page', () => {
  it('leaves the last verdict, since it judges nothing', () => {
    const page = after(...checked(), { type: 'recording', header, of: 'run', findings: [] })
    expect(page).toMatchObject({ of: 'run', header, events: [], judged: { verdict } })
  })
})

it('takes the verdict away when the files are reset', () =>
  expect(after(...checked(), { type: 'files', files: {}, by: 'reset' }).judged).toBeUndefined())

describe('an offer of images', () => {
  it('is shown as it stands, through a check', () => {
    const offered: ServerMessage = { type: 'images', state: 'getting', text: 'step 2 of 8', fraction: 0.125 }
    expect(after(offered, ...checked()).images).toEqual({ state: 'getting', text: 'step 2 of 8', fraction: 0.125 })
  })
})

it('may be drawn a frame later where more events and findings came, and nothing else', () => {
  const begun = after({ type: 'recording', header, of: 'check', findings: [] })
  const more = heard(heard(begun, { type: 'events', events }), { type: 'findings', findings: [passed] })
  expect(isMore(begun, more)).toBe(true)
  expect(isMore(more, heard(more, { type: 'check-ended' }))).toBe(false)
  expect(isMore(more, { ...more, asked: true })).toBe(false)
})
