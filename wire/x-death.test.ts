import { expect, test } from 'vitest'
import { deathsOf } from './x-death.ts'

test('x-death tells of each queue and reason how often', () => {
  const headers = {
    'x-death': [
      { reason: 'expired', queue: 'later', count: 1, exchange: '', time: { $timestamp: 1 }, 'routing-keys': ['later'] },
      { reason: 'rejected', queue: 'work', count: 2 },
    ],
  }
  expect(deathsOf({ headers })).toEqual([
    { reason: 'expired', queue: 'later', count: 1 },
    { reason: 'rejected', queue: 'work', count: 2 },
  ])
})

test('no header, or one that a program made up, is no death', () => {
  expect(deathsOf({})).toEqual([])
  expect(deathsOf({ headers: { 'x-death': 'yes' } })).toEqual([])
  expect(deathsOf({ headers: { 'x-death': [1, null, [], { reason: 'rejected', count: 'often' }] } })).toEqual([])
})
