import { describe, expect, test } from 'vitest'
import { carriageReturns, LineDiscipline } from './line-discipline.ts'

const typed = (...texts: string[]) => {
  const discipline = new LineDiscipline()
  return texts.map((text) => discipline.type(text))
}

describe('a line discipline', () => {
  test('shows keys at once and gives the program whole lines', () => {
    expect(typed('a', 'b\r')).toEqual([
      { echo: 'a', input: '', interrupt: false, end: false },
      { echo: 'b\r\n', input: 'ab\n', interrupt: false, end: false },
    ])
  })
  test('takes pasted lines of any ending', () => {
    expect(typed('a\r\nb\nc\r')[0]?.input).toBe('a\nb\nc\n')
  })
  test('erases whole characters, and nothing before the line', () => {
    expect(typed('ü🐇\x7f\x7f\x7f\x7fa\r')[0]).toMatchObject({ echo: 'ü🐇\b \b\b \ba\r\n', input: 'a\n' })
  })
  test('Ctrl-C throws the line away', () => {
    expect(typed('abc\x03', 'd\r')).toMatchObject([{ echo: 'abc^C', input: '', interrupt: true }, { input: 'd\n' }])
  })
  test('Ctrl-D ends the input on an empty line, and sends the line so far on another', () => {
    expect(typed('ab\x04', '\x04')).toMatchObject([
      { input: 'ab', end: false },
      { input: '', end: true },
    ])
  })
  test('passes over cursor keys', () => {
    expect(typed('a\x1b[A\x1bOB\x1b[1;5Cb\r')[0]?.input).toBe('ab\n')
  })
  test('bounds a line without end', () => {
    const [{ input } = { input: '' }] = typed('x'.repeat(1_000_000) + '\r')
    expect(input.length).toBe(4096)
  })
})

describe('carriage returns', () => {
  test('come before each line feed that has none, over cuts too', () => {
    const shown = carriageReturns()
    expect(['a\nb\r\nc\r', '\nd', '\n\n', '\n'].map(shown)).toEqual(['a\r\nb\r\nc\r', '\nd', '\r\n\r\n', '\r\n'])
  })
})
