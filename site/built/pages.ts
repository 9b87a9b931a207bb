// A built site as it lies on disk: its pages, and what other files there are.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { tagsIn, type Tag } from './tags.ts'

export interface Page {
  /** Its address below the base, e.g. `lessons/sending/`; the home page's is empty. */
  readonly address: string
  readonly html: string
  readonly tags: readonly Tag[]
}
export interface Built {
  readonly pages: readonly Page[]
  /** All files, with `/`, from the folder. */
  readonly files: ReadonlySet<string>
}

export async function readBuilt(folder: string): Promise<Built> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  const pages = await Promise.all(
    files
      .filter((file) => file.endsWith('.html'))
      .map(async (file) => {
        const html = await readFile(path.join(folder, file), 'utf8')
        return { address: file.replace(/(^|\/)index\.html$/, '$1'), html, tags: tagsIn(html) }
      }),
  )
  return { pages: pages.sort((a, b) => (a.address < b.address ? -1 : 1)), files: new Set(files) }
}
