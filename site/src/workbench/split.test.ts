import { describe, expect, test } from 'vitest'
import { byKey, splitIn } from './split.ts'

const memory = (text?: string) => {
  let kept = text ?? null
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) }
}

describe('how the workbench is divided', () => {
  test('is kept, each border by itself', () => {
    const storage = memory()
    const split = splitIn(() => storage)
    expect([split.size('code'), split.size('terminal')]).toEqual([55, 192])
    split.keep('code', 40)
    split.keep('terminal', 400)
    expect([splitIn(() => storage).size('code'), splitIn(() => storage).size('terminal')]).toEqual([40, 400])
  })

  test.each([['no JSON'], ['{"code":"wide"}'], ['[]'], ['{"code":1}']])('is usual, or as near as may be, where %s is kept', (text) => {
    expect(splitIn(() => memory(text)).size('code')).toBe(text.includes(':1') ? 25 : 55)
  })

  test('is usual where a browser forbids to keep anything', () => {
    const split = splitIn(() => {
      throw new Error('forbidden')
    })
    split.keep('code', 40)
    expect(split.size('code')).toBe(55)
  })

  test('changes by keys, within its bounds', () => {
    expect(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'ArrowUp'].map((key) => byKey('code', 72, key))).toEqual([67, 75, 25, 75, undefined])
    expect(['ArrowUp', 'ArrowDown'].map((key) => byKey('terminal', 192, key))).toEqual([160, 224])
  })
})
