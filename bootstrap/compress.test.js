import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compress } from './compress.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ackademy-compress-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what is worth it lies there compressed as well, and unpacks to itself', async () => {
  const page = '<p>Queue. </p>'.repeat(200)
  mkdirSync(join(folder, 'lessons'))
  writeFileSync(join(folder, 'lessons/index.html'), page)
  writeFileSync(join(folder, 'small.js'), 'export {}')
  writeFileSync(join(folder, 'picture.png'), page)
  await compress(folder)
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    'lessons',
    'lessons/index.html',
    'lessons/index.html.br',
    'lessons/index.html.gz',
    'picture.png',
    'small.js',
  ])
  expect(brotliDecompressSync(readFileSync(join(folder, 'lessons/index.html.br'))).toString()).toBe(page)
  expect(gunzipSync(readFileSync(join(folder, 'lessons/index.html.gz'))).toString()).toBe(page)
})
