import { expect, test } from 'vitest'
import { labIsThere, watchIsThere } from './lab.ts'

const answering = (ok: boolean, said: unknown) => () => Promise.resolve({ ok, json: () => Promise.resolve(said) })

test('the built site says by itself that there is no lab, wherever it is served', async () => {
  const asked: string[] = []
  const there = await labIsThere('/courses/', (address) => {
    asked.push(address)
    return answering(true, { lab: false })()
  })
  expect({ there, asked }).toEqual({ there: false, asked: ['/courses/lab.json'] })
})

test.each([
  ['a lab says so', answering(true, { lab: true })],
  ['a lab refuses a page without its token', answering(false, 'no')],
  ['nobody answers: a lab that was stopped', () => Promise.reject(new Error('no connection'))],
])('there may be one when %s', async (_, get) => {
  expect(await labIsThere('/', get)).toBe(true)
})

test.each([
  ['lab watch says so', answering(true, { lab: false, watch: true }), true],
  ['a lab serves the page', answering(true, { lab: true }), false],
  ['plain files do', answering(true, { lab: false }), false],
  ['nobody answers', () => Promise.reject(new Error('no connection')), false],
])('there is something to watch only when lab watch serves the page: %s', async (_, get, there) => {
  expect(await watchIsThere('/', get)).toBe(there)
})
