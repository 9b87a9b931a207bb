// Held on the Recordings that are stored: what the lab writes can be replayed.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fromJsonl, toJsonl } from '@ackademy/contract/jsonl.ts'
import type { Event, Recording } from '@ackademy/contract/recording.ts'
import { expect, test } from 'vitest'
import { runOf, shotAt, type Run } from './run.ts'

const golden = (file: string) => readFileSync(path.resolve(import.meta.dirname, '../../../exercises', file), 'utf8')
const text = golden('simple-consumer/recordings/never-acks.jsonl')
const opened = (given: string): Run => {
  const run = runOf('run.jsonl', given)
  return 'problem' in run ? expect.unreachable(run.problem) : run
}
const problem = (given: string) => {
  const run = runOf('run.jsonl', given)
  return 'problem' in run ? run.problem : undefined
}

test('a run is filmed whole, and its mistakes lead to their shots', () => {
  const run = opened(text)
  expect(run.filmed).toBe(run.recording.events.length)
  expect(run.mistakes.map(({ mistake }) => mistake)).toContain('never-acks')
  const [seq = 0] = run.mistakes.find(({ mistake }) => mistake === 'never-acks')?.evidence ?? []
  expect(run.shots[shotAt(run, seq) ?? -1]?.event).toBe(`${seq}: basic.deliver`)
})

test('of many messages the first are filmed, and all are judged', () => {
  const run = opened(toJsonl(longer(fromJsonl(text), 400)))
  expect(run.recording.events.length).toBeGreaterThan(400)
  expect(run.filmed).toBeLessThan(run.recording.events.length)
  expect(run.film.scenes.at(-1)?.copies.length).toBeLessThanOrEqual(120)
  expect(shotAt(run, run.recording.events.length)).toBeUndefined()
  expect(run.mistakes.map(({ mistake }) => mistake)).toContain('never-acks')
})

test('what is no recording is told with its line', () => {
  const lines = text.split('\n')
  expect(problem('hello')).toMatch(/^run\.jsonl can not be opened: line 1 is not the header of a Recording\. A recording is what/)
  expect(problem(lines.with(4, '{"seq":4}').join('\n'))).toContain('line 5 is not an event of a Recording')
  expect(problem(lines.toSpliced(4, 1).join('\n'))).toContain('line 5 is event 5 where 4 was expected: the file is cut or edited')
  expect(problem(lines[0] ?? '')).toContain('in which nothing happens that could be shown')
  expect(problem('\n'.repeat(300_000))).toContain('has up to 200000 events')
})

/** With more messages given by the lab, before all else. */
function longer({ header, events }: Recording, count: number): Recording {
  const publish = events.find(({ type }) => type === 'lab.publish')
  if (publish?.type !== 'lab.publish') return expect.unreachable()
  const at = events.indexOf(publish)
  const more = Array.from({ length: count }, (_, index): Event => {
    const id = `more-${index}`
    return { ...publish, messageId: id, properties: { ...publish.properties, messageId: id } }
  })
  const shift = (event: Event, index: number): Event => ({ ...event, seq: index + 1 })
  return { header, events: [...events.slice(0, at), ...more, ...events.slice(at)].map(shift) }
}
