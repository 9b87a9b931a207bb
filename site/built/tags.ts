// The tags of a built page. Astro quotes every attribute and escapes what is text, so a full parser would find no more than this.
export interface Tag {
  /** Lower case; closing tags are left out. */
  readonly name: string
  /** By lower-case name, with character references as the browser reads them. */
  readonly attributes: ReadonlyMap<string, string>
  /** It, or what it stands in, is hidden from assistive technology (aria-hidden). */
  readonly hidden: boolean
  /** Where its text begins and ends in the page. */
  readonly start: number
  readonly end: number
}

const TAG = /<!--[\s\S]*?-->|<(\/?)([a-z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+)))?/g
/** What stands between their tags is no markup. */
const RAW: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title'])

/** Nothing stands in them. */
const EMPTY: ReadonlySet<string> = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])

export function tagsIn(html: string): readonly Tag[] {
  const tags: Tag[] = []
  const open: { name: string; hidden: boolean }[] = []
  const pattern = new RegExp(TAG)
  for (let match = pattern.exec(html); match !== null; match = pattern.exec(html)) {
    const [text, closing, written, inside = ''] = match
    if (written === undefined) continue
    const name = written.toLowerCase()
    if (closing === '/') {
      // what was left open in it (a p, a li) ends with it
      const at = open.findLastIndex((one) => one.name === name)
      if (at >= 0) open.splice(at)
      continue
    }
    const attributes = new Map<string, string>()
    for (const [, key = '', double, single, bare] of inside.matchAll(ATTRIBUTE))
      attributes.set(key.toLowerCase(), read(double ?? single ?? bare ?? ''))
    const hidden = attributes.get('aria-hidden') === 'true' || open.at(-1)?.hidden === true
    tags.push({ name, attributes, hidden, start: match.index, end: match.index + text.length })
    if (!EMPTY.has(name) && !inside.endsWith('/')) open.push({ name, hidden })
    if (RAW.has(name)) {
      const end = html.toLowerCase().indexOf(`</${name}`, pattern.lastIndex)
      pattern.lastIndex = end < 0 ? html.length : end
    }
  }
  return tags
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const read = (value: string): string =>
  value.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return NAMED[name ?? ''] ?? whole
  })
