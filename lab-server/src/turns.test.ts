import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('so many act at once, the others in the order they came, though some fail', async () => {
  const turns = new Turns(2)
  const began: number[] = []
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<number>())
  const all = ends.map(({ promise }, number) =>
    turns.take(() => {
      began.push(number)
      return promise
    }),
  )
  const settled = Promise.allSettled(all)
  expect(began).toEqual([0, 1])
  ends[1]?.reject(new Error('failed'))
  await expect(all[1]).rejects.toThrow('failed')
  expect(began).toEqual([0, 1, 2])
  ends[0]?.resolve(0)
  await all[0]
  expect(began).toEqual([0, 1, 2, 3])
  ends[2]?.resolve(2)
  ends[3]?.resolve(3)
  await settled
  await expect(turns.take(async () => 'free again')).resolves.toBe('free again')
})
