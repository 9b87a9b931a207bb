import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { MESSAGE_BROKERS, partsOf } from './notes-map.ts'
import { readBuilt } from './pages.ts'

const root = path.resolve(import.meta.dirname, '../..')
const notes = process.env['LAB_NOTES'] || path.resolve(root, '../shared/course-notes.md')
const pages = new Map((await readBuilt(path.join(root, 'site/dist')).catch(() => ({ pages: [] }))).pages.map((page) => [page.address, page]))

describe('what the course notes name is taught', () => {
  test('by pages that are built (npm test builds them)', () => expect(pages.size).toBeGreaterThan(0))

  test.each(MESSAGE_BROKERS)('$id: $about', ({ taught }) => {
    expect(taught.length).toBeGreaterThan(0)
    const missing = taught.filter((place) => {
      const [address = '', anchor = ''] = place.split('#')
      return !pages.get(address)?.tags.some(({ attributes }) => attributes.get('id') === anchor)
    })
    expect(missing, 'anchors that no built page has').toEqual([])
  })

  test('under an id of its own each', () => {
    const ids = MESSAGE_BROKERS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.skipIf(!existsSync(notes))('part for part, in the order of the notes themselves (LAB_NOTES names their file)', () => {
    const kinds = partsOf(readFileSync(notes, 'utf8'))
    expect(MESSAGE_BROKERS.map(({ kind }) => kind)).toEqual(kinds)
  })
})

test('a text’s parts are told by their kind, up to its next chapter', () => {
  expect(partsOf('# One\n\n- a\n  * b\n![](x.png)\n> said\nplain\n---\n## Two\n# Three\n- c')).toEqual([
    'heading',
    'bullet',
    'bullet',
    'picture',
    'quote',
    'line',
    'heading',
  ])
})
