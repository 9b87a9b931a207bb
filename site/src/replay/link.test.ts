import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { fragmentOf, MOST_PACKED, packed, unpacked, valuesIn } from './link.ts'

const noise = (length: number) => Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * index * 7919 + index * 31) % 90))).join('')

test('what is packed unpacks to the same text, and needs nothing an address would change', async () => {
  const text = `{"a":"ö → 🐇"}\n`.repeat(300)
  const { bytes, value = '' } = await packed(text)
  expect(bytes).toBeLessThan(200)
  expect(value).toMatch(/^1\.[\w-]+$/)
  expect(new URL(`http://site/replay/${fragmentOf([value])}`).hash).toBe(`#r=${value}`)
  expect(await unpacked(value)).toBe(text)
})

test('a run of more than 32 kB packed has no link, and its size is told', async () => {
  const { bytes, value } = await packed(Array.from({ length: 4000 }, (_, at) => `${noise(20)}${Math.sin(at)}`).join(''))
  expect(bytes).toBeGreaterThan(MOST_PACKED)
  expect(value).toBeUndefined()
})

test('one run or two stand in a fragment', () => {
  expect(valuesIn(fragmentOf(['1.a', '1.b']))).toEqual(['1.a', '1.b'])
  expect(valuesIn('r=1.a')).toEqual(['1.a'])
  expect([valuesIn(''), valuesIn('#heading'), fragmentOf([])]).toEqual([[], [], ''])
})

describe('a link that can not be opened says why', () => {
  const link = (bytes: Buffer) => `1.${bytes.toString('base64url')}`
  test.each([
    ['no recording', 'abc', /holds no recording/],
    ['another version', '2.abc', /newer Ackademy/],
    ['letters that are no base64url', '1.ä!', /cut or changed/],
    ['bytes that are not deflated', link(Buffer.from('hello')), /cut or changed/],
    ['a cut end', link(deflateRawSync('hello '.repeat(1000)).subarray(0, -4)), /cut or changed/],
    ['far more than it looks', link(deflateRawSync(Buffer.alloc(64 * 1024 * 1024))), /larger than 8 MB/],
  ])('%s', async (_, value, said) => {
    await expect(unpacked(value)).rejects.toThrow(said)
  })
})
