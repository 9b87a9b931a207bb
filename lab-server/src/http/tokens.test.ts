import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTokens } from './tokens.ts'

const HOUR = 60 * 60 * 1000

let folder = ''
let time = 0
const start = () => openTokens({ folder, now: () => time })

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ackademy-tokens-'))
  time = Date.UTC(2025, 0, 1)
})
afterEach(() => rm(folder, { recursive: true }))

describe('tokens', () => {
  test('are minted anew each start: 32 random bytes', async () => {
    const [first, second] = [await start(), await start()]
    expect(first.current).not.toBe(second.current)
    expect(Buffer.from(first.current, 'base64url')).toHaveLength(32)
    expect(first.admits(first.current)).toBe(true)
    expect(first.admits(second.current)).toBe(false)
  })

  test('of an earlier start are admitted for a day after the next, however long that one ran', async () => {
    const first = await start()
    time += 100 * HOUR
    const second = await start()
    time += 23 * HOUR
    expect(second.admits(first.current)).toBe(true)
    time += 2 * HOUR
    expect(second.admits(first.current)).toBe(false)
    expect(second.admits(second.current)).toBe(true)
    const third = await start()
    expect(third.admits(first.current)).toBe(false)
    expect(third.admits(second.current)).toBe(true)
  })

  test('lie on disk as hashes, for the owner alone', async () => {
    const { current } = await start()
    const file = path.join(folder, 'tokens.json')
    expect(await readFile(file, 'utf8')).not.toContain(current)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('survive a file that is broken, by forgetting it', async () => {
    await writeFile(path.join(folder, 'tokens.json'), '[{"sha256":"../../etc"}')
    const tokens = await start()
    expect(tokens.admits(tokens.current)).toBe(true)
  })

  test('do not pile up', async () => {
    const earlier = []
    for (let index = 0; index < 60; index += 1) earlier.push(await start())
    const { length } = JSON.parse(await readFile(path.join(folder, 'tokens.json'), 'utf8')) as unknown[]
    expect(length).toBe(51)
    const last = await start()
    expect(last.admits(earlier[0]?.current ?? '')).toBe(false)
    expect(last.admits(earlier[59]?.current ?? '')).toBe(true)
  })

  test('that are no tokens are refused and break nothing', async () => {
    const tokens = await start()
    for (const token of ['', ' ', '\0', '__proto__', 'é'.repeat(5000)]) expect(tokens.admits(token)).toBe(false)
  })
})
