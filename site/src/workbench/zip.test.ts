import { crc32 as nodesCrc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { entriesOf } from './zip.fixture.ts'
import { crc32, zip } from './zip.ts'

const date = new Date(2026, 10, 26, 16, 50, 42)
const bytesOf = async (files: Record<string, string>) => new Uint8Array(await zip(files, date).arrayBuffer())

describe('a ZIP archive', () => {
  it('gives back the files that were put in, by its central directory', async () => {
    const files = { 'consumer.js': 'await 1\n', 'lib/größe.js': '// naïve — “text”\n', '.env': '' }
    const entries = entriesOf(await bytesOf(files))
    expect(Object.fromEntries(entries.map(({ name, text }) => [name, text]))).toEqual(files)
  })
  it('bears each file’s checksum and time', async () => {
    const [entry] = entriesOf(await bytesOf({ 'a.js': 'text' }))
    expect(entry).toMatchObject({ crc: nodesCrc32('text'), date: [2026, 11, 26], time: [16, 50, 42] })
  })
  it('has the checksum of zlib, of any bytes', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7919) & 0xff)
    expect([crc32(bytes), crc32(new Uint8Array())]).toEqual([nodesCrc32(bytes), 0])
  })
})
