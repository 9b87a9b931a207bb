import { beforeEach, expect, test, vi } from 'vitest'
import { inNextFrame } from './frames.ts'

let now = 0
let asked: ((begun: number) => void)[] = []

/** As a browser runs one: who asks in it is called in the next. */
const frame = (at: number) => {
  now = at
  const callbacks = asked
  asked = []
  for (const callback of callbacks) callback(at)
}

beforeEach(() => {
  asked = []
  now = 0
  vi.stubGlobal('requestAnimationFrame', (callback: (begun: number) => void) => asked.push(callback))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return () => vi.unstubAllGlobals()
})

const doing =
  (done: string[], name: string, ms = 0) =>
  () => {
    done.push(name)
    now += ms
  }

test('what takes little is done in one frame', () => {
  const done: string[] = []
  for (const name of ['a', 'b', 'c']) inNextFrame(doing(done, name))
  frame(16)
  expect(done).toEqual(['a', 'b', 'c'])
})

test('what comes late in a frame waits, and who has waited longest is first', () => {
  const done: string[] = []
  inNextFrame(doing(done, 'a', 5))
  inNextFrame(doing(done, 'b', 5))
  frame(16)
  inNextFrame(doing(done, 'c', 5))
  expect(done).toEqual(['a'])
  frame(32)
  expect(done).toEqual(['a', 'b'])
  frame(48)
  expect(done).toEqual(['a', 'b', 'c'])
})

test('in frames that begin late, each does one all the same', () => {
  const done: string[] = []
  for (const name of ['a', 'b']) inNextFrame(doing(done, name, 5))
  const late = (at: number) => {
    asked.unshift(() => (now += 10))
    frame(at)
  }
  late(16)
  expect(done).toEqual(['a'])
  late(48)
  expect(done).toEqual(['a', 'b'])
})

test('what is taken back is not done, and holds up nobody', () => {
  const done: string[] = []
  const takeBack = inNextFrame(doing(done, 'a'))
  inNextFrame(doing(done, 'b'))
  takeBack()
  frame(16)
  expect(done).toEqual(['b'])
})
