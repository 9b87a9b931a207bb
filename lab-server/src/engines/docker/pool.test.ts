import { describe, expect, test } from 'vitest'
import { Pool } from './pool.ts'

class Item {
  readonly number: number
  readonly #lost = Promise.withResolvers<string>()
  readonly lost = this.#lost.promise
  disposed = 0
  constructor(number: number) {
    this.number = number
  }
  lose(): void {
    this.#lost.resolve('gone')
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed++
  }
}

/** `made(n)` resolves when n items were made; at most `most` are made at the same time. */
function workshop(given: { size?: number; restMs?: number; afford?: () => boolean; failing?: () => boolean } = {}) {
  const { size = 2, restMs = 0, afford = () => true, failing = () => false } = given
  const items: Item[] = []
  const waiting = new Map<number, () => void>()
  let [busy, most] = [0, 0]
  const pool = new Pool<Item>({
    size,
    restMs,
    afford,
    async make() {
      most = Math.max(most, ++busy)
      await new Promise(setImmediate)
      busy--
      if (failing()) throw new Error('no Docker')
      items.push(new Item(items.length + 1))
      waiting.get(items.length)?.()
      return items.at(-1) ?? expect.fail()
    },
  })
  const made = (count: number) => new Promise<void>((resolve) => (items.length >= count ? resolve() : waiting.set(count, resolve)))
  return { pool, items, made, most: () => most }
}

const ready = (pool: Pool<Item>) => pool.figures().find(({ name }) => name === 'ackademy_pool_items')?.value

describe('a pool', () => {
  test('makes as many as it is asked for, one at a time, and gives each once', async () => {
    const { pool, items, most } = workshop({ size: 3, restMs: 1e6 })
    pool.begin()
    await pool.filled()
    expect([ready(pool), most()]).toEqual([3, 1])
    expect([pool.take(), pool.take(), pool.take(), pool.take()]).toEqual([...items, undefined])
    expect(pool.figures()).toMatchObject([{ value: 0 }, { value: 3 }, { value: 3 }, { value: 1 }])
    await pool[Symbol.asyncDispose]()
  })

  test('replaces what was taken', async () => {
    const { pool, made } = workshop()
    pool.begin()
    await made(2)
    expect(pool.take()?.number).toBe(1)
    await made(3)
    await pool.filled()
    expect(ready(pool)).toBe(2)
    await pool[Symbol.asyncDispose]()
  })

  test('leaves whoever took one the machine for a while', async () => {
    const { pool, items } = workshop({ restMs: 1e6 })
    pool.begin()
    await pool.filled()
    pool.take()
    await new Promise(setImmediate)
    expect(items.length).toBe(2)
    await pool[Symbol.asyncDispose]()
  })

  test('makes nothing before it is begun', async () => {
    const { pool, items } = workshop()
    expect(pool.take()).toBeUndefined()
    await pool.filled()
    expect(items).toEqual([])
    expect(pool.figures()).toMatchObject([{ value: 0 }, { value: 0 }, { value: 0 }, { value: 0 }])
  })

  test('gives nothing that ended by itself, and makes another', async () => {
    const { pool, items, made } = workshop({ size: 1 })
    pool.begin()
    await made(1)
    await pool.filled()
    items[0]?.lose()
    await made(2)
    await pool.filled()
    expect(items[0]?.disposed).toBe(1)
    expect(pool.take()?.number).toBe(2)
    await pool[Symbol.asyncDispose]()
  })

  test('makes none while the machine has no memory to spare', async () => {
    const { pool, items } = workshop({ afford: () => false })
    pool.begin()
    await pool.filled()
    expect(items).toEqual([])
    await pool[Symbol.asyncDispose]()
  })

  test('outlives a time in which none can be made', async () => {
    let down = true
    const { pool } = workshop({ failing: () => down })
    pool.begin()
    await pool.filled()
    expect(pool.take()).toBeUndefined()
    down = false
    await pool.filled()
    expect(ready(pool)).toBe(2)
    await pool[Symbol.asyncDispose]()
  })

  test('removes all it has when it ends, and one that is just being made', async () => {
    const { pool, items, made } = workshop({ size: 2 })
    pool.begin()
    await made(1)
    await pool[Symbol.asyncDispose]()
    expect(items.map(({ disposed }) => disposed)).toEqual(items.map(() => 1))
    expect(pool.take()).toBeUndefined()
  })
})
