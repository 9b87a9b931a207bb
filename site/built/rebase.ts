// Lessons and components write addresses from the site's root (/lessons/…). Where the site is to lie below a path, that path is put
// before each of them once the page is built; what Astro has put it before already is left.
import { tagsIn } from './tags.ts'

const ADDRESSES = ['href', 'src', 'poster', 'action']

/** `base` begins and ends with a slash. */
export function rebase(html: string, base: string): string {
  if (base === '/') return html
  let from = 0
  const parts: string[] = []
  for (const { attributes, start, end } of tagsIn(html)) {
    if (!ADDRESSES.some((name) => isFromRoot(attributes.get(name), base))) continue
    parts.push(
      html.slice(from, start),
      html
        .slice(start, end)
        .replace(/(\s(?:href|src|poster|action)=["'])(\/[^"']*)/gi, (whole, before: string, address: string) =>
          isFromRoot(address, base) ? before + base + address.slice(1) : whole,
        ),
    )
    from = end
  }
  return parts.join('') + html.slice(from)
}

const isFromRoot = (address: string | undefined, base: string): boolean =>
  address !== undefined && address.startsWith('/') && !address.startsWith('//') && !address.startsWith(base) && `${address}/` !== base
