// A ZIP archive of text files, stored without compression: a learner's few kilobytes need none, and no library has to be loaded.
// The format: PKWARE's APPNOTE.TXT, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
//
//   for each file: local header (4.3.7), name, bytes
//   for each file: central header (4.3.12), name           one end record (4.3.16): how many, and where the central ones begin
import type { Files } from '@ackademy/contract/exercise.ts'

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

export const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

type Field = readonly [bytes: 2 | 4, value: number]

const fields = (...all: readonly Field[]): Uint8Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(all.reduce((sum, [bytes]) => sum + bytes, 0)))
  let at = 0
  for (const [bytes, value] of all) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  return new Uint8Array(view.buffer)
}

/** 4.4.6: MS-DOS's time and date, in steps of two seconds since 1980. */
const dosTime = (date: Date): number => (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1)
const dosDate = (date: Date): number => ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate()

const VERSION = 20
/** 4.4.4, bit 11: names are UTF-8. */
const UTF8 = 1 << 11

export const zip = (files: Files, date: Date): Blob => {
  const text = new TextEncoder()
  const bodies: Uint8Array<ArrayBuffer>[] = []
  const central: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const name = text.encode(path)
    const bytes = text.encode(content)
    const shared: readonly Field[] = [
      [2, VERSION],
      [2, UTF8],
      [2, 0], // stored
      [2, dosTime(date)],
      [2, dosDate(date)],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0], // no extra field
    ]
    const local = fields([4, 0x04034b50], ...shared)
    central.push(fields([4, 0x02014b50], [2, VERSION], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name)
    bodies.push(local, name, bytes)
    offset += local.length + name.length + bytes.length
  }
  const size = central.reduce((sum, { length }) => sum + length, 0)
  const count = Object.keys(files).length
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0])
  return new Blob([...bodies, ...central, end], { type: 'application/zip' })
}
