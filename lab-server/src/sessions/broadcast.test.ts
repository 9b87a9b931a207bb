import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '@ackademy/contract/recording.ts'
import { Broadcast } from './broadcast.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const step = (seq: number): Event => ({ seq, at: seq, source: 'lab', type: 'lab.step', text: 'x' })

function told() {
  const types: string[] = []
  const broadcast = new Broadcast()
  broadcast.pages.add({ send: ({ type }) => types.push(type) })
  return { broadcast, types }
}

test('events that come together are sent together, with the findings once', () => {
  const { broadcast, types } = told()
  for (let seq = 1; seq <= 4500; seq++) broadcast.event(step(seq), () => [])
  expect(types).toEqual([])
  vi.advanceTimersByTime(40)
  expect(types).toEqual(['events', 'events', 'events', 'findings'])
})

test('who comes while events are gathered, and is told how all stands, is not told those again', () => {
  const { broadcast, types } = told()
  broadcast.event(step(1), () => [])
  const heard: number[] = []
  broadcast.add({ send: (message) => heard.push(...(message.type === 'events' ? message.events.map(({ seq }) => seq) : [])) })
  broadcast.event(step(2), () => [])
  vi.advanceTimersByTime(40)
  expect(heard).toEqual([2])
  expect(types).toEqual(['events', 'findings', 'events', 'findings'])
})

test('findings that take long are asked for less often, and soon again when they are quick', () => {
  const { broadcast, types } = told()
  const findings = (ms: number) => () => {
    vi.advanceTimersByTime(ms)
    return []
  }
  broadcast.event(step(1), findings(100))
  vi.advanceTimersByTime(40)
  broadcast.event(step(2), findings(0))
  vi.advanceTimersByTime(399)
  expect(types).toEqual(['events', 'findings'])
  vi.advanceTimersByTime(1)
  broadcast.event(step(3), findings(0))
  vi.advanceTimersByTime(40)
  expect(types).toEqual(['events', 'findings', 'events', 'findings', 'events', 'findings'])
})
