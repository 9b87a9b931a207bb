// A Recording in the fragment of an address: its JSONL, deflated, as base64url. A fragment stays in the browser, no server is told it.
//
//   /replay/#r=1.<base64url>            one run
//   /replay/#r=1.<base64url>&s=1.<…>    two, side by side
//
// Whoever opens a link did not make it: what it unpacks to is bounded while it is unpacked.

/** Bytes, packed: what chats, trackers and browsers still take as an address. */
export const MOST_PACKED = 32 * 1024
const MOST_UNPACKED = 8 * 1024 * 1024
/** How the rest is packed. */
const VERSION = '1.'

export class BadLink extends Error {
  override readonly name = 'BadLink'
}

/** Bytes that `text` takes, and its value in a fragment; undefined where it takes more than a link may hold. */
export async function packed(text: string): Promise<{ bytes: number; value: string | undefined }> {
  const bytes = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer())
  return { bytes: bytes.length, value: bytes.length > MOST_PACKED ? undefined : VERSION + base64url(bytes) }
}

/** @throws BadLink */
export async function unpacked(value: string): Promise<string> {
  const version = /^\d+\./.exec(value)?.[0]
  if (version === undefined) throw new BadLink('This link holds no recording. Was it cut when it was copied? Ask for it again, or for the file.')
  if (version !== VERSION)
    throw new BadLink('This link was made by a newer Ackademy than this page is of. Open it with that one, or ask for the file.')
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    const inflated = new Blob([bytesOf(value.slice(VERSION.length))]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    for (const reader = inflated.getReader(); size <= MOST_UNPACKED;) {
      const { done, value: chunk } = await reader.read()
      if (done) return await new Blob(chunks).text()
      chunks.push(chunk)
      size += chunk.length
    }
  } catch (cause) {
    throw new BadLink('This link does not unpack: it was cut or changed when it was copied. Ask for it again, or for the file.', { cause })
  }
  throw new BadLink(`What this link unpacks to is larger than ${MOST_UNPACKED / 1024 / 1024} MB: that is not opened.`)
}

/** The values of a fragment, in order; the `#` may stand before it. */
export function valuesIn(fragment: string): readonly string[] {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  return ['r', 's'].flatMap((key) => given.get(key) ?? [])
}

export const fragmentOf = ([first, second]: readonly string[]): string =>
  first === undefined ? '' : `#r=${first}${second === undefined ? '' : `&s=${second}`}`

/** What was pasted where a link is asked for. */
export const pastedIn = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>('[name=link]')?.value ?? ''

const base64url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const bytesOf = (value: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(value.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
