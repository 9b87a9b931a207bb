import { expect, it } from 'vitest'
import { lastRows, rowsInSight } from './rows.ts'

it('draws a few dozen of ten thousand rows, and room for the others', () => {
  const rows = rowsInSight(10_000, 26, 130_000, 320)
  expect(rows.to - rows.from).toBeLessThan(50)
  expect(rows.from).toBeLessThanOrEqual(5000)
  expect(rows.to).toBeGreaterThanOrEqual(5013)
  expect(rows.above + (rows.to - rows.from) * 26 + rows.below).toBe(260_000)
})
it('draws all of a short table', () => expect(rowsInSight(5, 26, 0, 320)).toEqual({ from: 0, to: 5, above: 0, below: 0 }))
it('survives a scroll place beyond the end, as when a filter leaves fewer rows', () => {
  const rows = rowsInSight(3, 26, 5000, 320)
  expect(rows).toEqual({ from: 0, to: 3, above: 0, below: 0 })
})
it('draws for who follows the last rows alone, as many as are in sight', () => {
  const rows = lastRows(10_000, 26, 320)
  expect(rows).toEqual({ from: 9986, to: 10_000, above: 9986 * 26, below: 0 })
  expect(lastRows(3, 26, 320)).toEqual({ from: 0, to: 3, above: 0, below: 0 })
})
