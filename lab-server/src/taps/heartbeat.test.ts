import { expect, test } from 'vitest'
import { Silence } from './heartbeat.ts'

test('a silence counts from more than two heartbeats on, and is told once', () => {
  const silence = new Silence(1000)
  expect(silence.missed(10, 21_000)).toBeUndefined()
  expect(silence.missed(10, 21_500)).toBe(20.5)
  expect(silence.missed(10, 90_000)).toBeUndefined()
})

test('any byte ends a silence; the next one is told again', () => {
  const silence = new Silence(0)
  expect(silence.missed(1, 3000)).toBe(3)
  silence.heard(3500)
  expect(silence.missed(1, 5000)).toBeUndefined()
  expect(silence.missed(1, 6000)).toBe(2.5)
})

test('who agreed on no heartbeat may be silent for ever', () => {
  expect(new Silence(0).missed(0, 1e9)).toBeUndefined()
})
