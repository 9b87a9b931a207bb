import { expect, test } from 'vitest'
import { loaded } from './loaded.ts'
import type { Later } from './timers.ts'

const atOnce: Later = (_, act) => {
  act()
  return () => {}
}

/** Fails so many times before it loads. */
const failing = (times: number) => {
  let asked = 0
  return () => (++asked > times ? Promise.resolve(`at the ${asked}.`) : Promise.reject(new Error(`failed ${asked}`)))
}

test('what loads is asked for once', async () => {
  expect(await loaded(failing(0), atOnce)).toBe('at the 1.')
})

test('what could not be loaded is asked for three times in all, longer apart each time', async () => {
  const pauses: number[] = []
  const noting: Later = (ms, act) => (pauses.push(ms), atOnce(ms, act))
  expect(await loaded(failing(2), noting)).toBe('at the 3.')
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  expect(new Set(pauses).size).toBe(2)
})

test('then it is given up, with its last reason', async () => {
  await expect(loaded(failing(3), atOnce)).rejects.toThrow('failed 3')
})
