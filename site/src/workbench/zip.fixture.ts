// Reads an archive for tests as an unpacker does: from the end record to the central headers, from each to its file.
interface Entry {
  readonly name: string
  readonly text: string
  readonly crc: number
  readonly date: readonly number[]
  readonly time: readonly number[]
}

export const entriesOf = (bytes: Uint8Array): Entry[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = (from: number, length: number) => new TextDecoder().decode(bytes.subarray(from, from + length))
  const end = bytes.length - 22
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error('there is no end record')
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('there is no central header')
    const nameLength = view.getUint16(at + 28, true)
    const size = view.getUint32(at + 20, true)
    const local = view.getUint32(at + 42, true)
    if (view.getUint32(local, true) !== 0x04034b50) throw new Error('there is no local header')
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    const [time, date] = [view.getUint16(at + 12, true), view.getUint16(at + 14, true)]
    entries.push({
      name: words(at + 46, nameLength),
      text: words(from, size),
      crc: view.getUint32(at + 16, true),
      date: [(date >> 9) + 1980, (date >> 5) & 15, date & 31],
      time: [time >> 11, (time >> 5) & 63, (time & 31) * 2],
    })
    at += 46 + nameLength
  }
  return entries
}
