// From what a person gives to what the page shows, or words for why not.
import { BadLink, unpacked, valuesIn } from './link.ts'
import { runOf, type Run, type Unreadable } from './run.ts'

export type Opened = Run | Unreadable

/** What the person gave first, before the page's larger script was there. */
export type Given = { readonly file: File } | { readonly link: string }

/** Whoever follows a link did not choose what it holds. */
const MOST_IN_LINK = 20_000
const MOST_BYTES = 256 * 1024 * 1024

export async function open(given: Given): Promise<readonly Opened[]> {
  return 'file' in given ? [await inFile(given.file)] : inLink(given.link)
}

async function inFile(file: File): Promise<Opened> {
  if (file.size > MOST_BYTES) return { problem: `${file.name} is larger than ${MOST_BYTES / 1024 / 1024} MB: that is not opened.` }
  const text = await file.text().catch(() => undefined)
  return text === undefined ? { problem: `${file.name} could not be read. Is it still there?` } : runOf(file.name, text)
}

/** Of a link only what stands after its # matters: it may be of another lab. */
function inLink(link: string): Promise<readonly Opened[]> {
  const values = valuesIn(link.slice(link.indexOf('#') + 1))
  if (values.length === 0) return Promise.resolve([{ problem: 'This is no link of a replay: one has #r= in it, and the recording after that.' }])
  return Promise.all(values.map((value, index) => inValue(value, values.length > 1 ? `run ${index + 1} of the link` : 'the run of the link')))
}

async function inValue(value: string, name: string): Promise<Opened> {
  try {
    return runOf(name, await unpacked(value), MOST_IN_LINK)
  } catch (error) {
    if (error instanceof BadLink) return { problem: error.message }
    throw error
  }
}
