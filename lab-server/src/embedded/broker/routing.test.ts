import { describe, expect, it } from 'vitest'
import { passes } from './routing.ts'

const topic = (pattern: string, key: string) => passes('topic', { routingKey: pattern, arguments: {} }, key, {})
const headers = (wanted: Parameters<typeof passes>[1]['arguments'], given: typeof wanted) =>
  passes('headers', { routingKey: '', arguments: wanted }, '', given)

describe('a topic pattern', () => {
  it.each([
    ['#', '', true],
    ['#', 'a.b', true],
    ['*', '', true],
    ['*', 'a.b', false],
    ['a.*.c', 'a.b.c', true],
    ['a.*.c', 'a.c', false],
    ['a.#.c', 'a.c', true],
    ['a.#.c', 'a.b.b.c', true],
    ['a.#.#.c.#', 'a.c', true],
    ['#.b', 'a.b.c', false],
    ['*.#', 'a', true],
    ['a.b', 'a.b.', false],
  ])('%j takes %j: %j', (pattern, key, takes) => {
    expect(topic(pattern, key)).toBe(takes)
  })

  it('is matched in good time, whatever its number of #', () => {
    expect(topic(Array(60).fill('#.a').join('.'), Array(200).fill('b').join('.'))).toBe(false)
  })
})

describe('wanted headers', () => {
  it.each([
    [{}, { a: 1 }, true],
    [{ a: 1, b: 'x' }, { a: 1, b: 'x', c: 2 }, true],
    [{ a: 1, b: 'x' }, { a: 1 }, false],
    [{ 'x-match': 'any', a: 1, b: 'x' }, { a: 1 }, true],
    [{ 'x-match': 'any' }, { a: 1 }, false],
    [{ a: null }, { a: 'whatever' }, true],
    [{ a: 1 }, { a: '1' }, false],
    [{ 'x-other': 1, a: 1 }, { a: 1 }, true],
    [{ 'x-match': 'all-with-x', 'x-other': 1, a: 1 }, { a: 1 }, false],
    [{ 'x-match': 'any-with-x', 'x-other': 1 }, { 'x-other': 1 }, true],
  ])('%j are met by %j: %j', (wanted, given, met) => {
    expect(headers(wanted, given)).toBe(met)
  })
})
