// What a built site must not hold: links, anchors, images and files that are not there, pictures without a text alternative, and
// exercises that do not exist. Each fault is a sentence that begins with its page.
import type { Built, Page } from './pages.ts'
import type { Tag } from './tags.ts'

/** `exercises`: the slugs there are. `base`: the path the site is to lie under. */
export function faultsOf(built: Built, { base, exercises }: { base: string; exercises: readonly string[] }): readonly string[] {
  const anchors = new Map(built.pages.map(({ address, tags }) => [address, anchorsIn(tags)]))
  return built.pages.flatMap((page) => {
    const said = [
      ...page.tags.flatMap((tag) => addressesIn(tag).flatMap((address) => deadLink(address, page, built, anchors, base) ?? [])),
      ...page.tags.flatMap((tag) => unseen(tag) ?? []),
      ...unknownExercises(page, exercises),
      ...doubles(page),
    ]
    return [...new Set(said)].map((fault) => `/${page.address}: ${fault}`)
  })
}

const anchorsIn = (tags: readonly Tag[]): ReadonlySet<string> => new Set(tags.flatMap(({ attributes }) => attributes.get('id') ?? []))

function addressesIn({ attributes }: Tag): string[] {
  const sets = (attributes.get('srcset') ?? '').split(',').map((one) => one.trim().split(/\s+/)[0] ?? '')
  return [attributes.get('href'), attributes.get('src'), attributes.get('poster'), ...sets].flatMap((one) =>
    one === undefined || one === '' ? [] : [one],
  )
}

function deadLink(
  address: string,
  page: Page,
  { files }: Built,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  base: string,
): string | undefined {
  const here = new URL(`http://site${base}${page.address}`)
  if (!URL.canParse(address, here)) return `${address} is no address`
  const url = new URL(address, here)
  if (url.origin !== here.origin) return undefined
  if (!url.pathname.startsWith(base)) return `${address} leads out of ${base}`
  const path = decodeURIComponent(url.pathname.slice(base.length))
  if (!files.has(path) && !files.has(`${path}index.html`)) {
    return files.has(`${path}/index.html`) ? `${address} lacks its last slash` : `${address} leads nowhere`
  }
  const anchor = decodeURIComponent(url.hash.slice(1))
  const there = anchors.get(path.replace(/(^|\/)index\.html$/, '$1'))
  return anchor === '' || there === undefined || there.has(anchor) ? undefined : `${address}: there is no such anchor on that page`
}

/** Whoever can't see it gets nothing: no text alternative, and not marked as one to pass over. */
function unseen({ name, attributes, hidden }: Tag): string | undefined {
  if (hidden) return undefined
  const named = ['aria-label', 'aria-labelledby'].some((key) => (attributes.get(key) ?? '').trim() !== '')
  if (name === 'img' && !attributes.has('alt') && !named) return `the image ${attributes.get('src') ?? ''} has no alt text`
  if (name === 'svg' && !(attributes.get('role') === 'img' && named))
    return 'a drawing (svg) has neither role="img" with an aria-label nor aria-hidden="true"'
  return undefined
}

function unknownExercises({ tags }: Page, exercises: readonly string[]): string[] {
  const named = (attribute: string) => tags.flatMap(({ attributes }) => attributes.get(attribute) ?? [])
  const shown = named('data-workbench')
  return [
    ...[...shown, ...named('data-exercise')].filter((slug) => !exercises.includes(slug)).map((slug) => `there is no exercise ${slug}`),
    ...named('data-exercise')
      .filter((slug) => !shown.includes(slug))
      .map((slug) => `its head promises the exercise ${slug}, and no workbench of it is on the page`),
  ]
}

function doubles({ tags }: Page): string[] {
  const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? [])
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `two things bear the id ${id}`)
}
