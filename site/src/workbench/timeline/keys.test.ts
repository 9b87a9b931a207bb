import { expect, test, vi } from 'vitest'
import { keyed, type Deeds } from './keys.ts'

const deeds = () =>
  ({
    step: vi.fn(),
    first: vi.fn(),
    last: vi.fn(),
    none: vi.fn(),
    open: vi.fn(),
    zoom: vi.fn(),
    pan: vi.fn(),
    whole: vi.fn(),
    follow: vi.fn(),
  }) satisfies Deeds
const press = (given: Deeds, key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}) => {
  const preventDefault = vi.fn()
  keyed(given)({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more, preventDefault })
  return preventDefault.mock.calls.length > 0
}

test('arrows choose a message, and with Shift move the window', () => {
  const given = deeds()
  press(given, 'ArrowRight')
  press(given, 'ArrowLeft', { shiftKey: true })
  expect(given.step).toHaveBeenCalledWith(1)
  expect(given.pan).toHaveBeenCalledWith(-1)
})

test('Tab, scrolling and the browser’s own shortcuts are left alone', () => {
  const given = deeds()
  for (const key of ['Tab', 'ArrowUp', 'ArrowDown', 'PageDown', ' ']) expect(press(given, key), key).toBe(false)
  expect(press(given, '0', { ctrlKey: true })).toBe(false)
  expect(given.whole).not.toHaveBeenCalled()
})
