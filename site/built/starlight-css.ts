// One rule of Starlight's is left out of the pages. It spaces lists whose items hold blocks, and asks `:has()` of an item's siblings for that: with it
// Chromium looks through the lesson's elements again, some 8 ms, whenever the workbench puts one in or takes one away: at each key that is typed,
// at each line a program prints, half a frame.
import type { Plugin } from 'vite'

const FILE = '/starlight/dist/style/markdown.css'
const RULE = /\.sl-markdown-content\s+:is\(ol, ul\):has\([^{]*\{[^}]*\}/

/** Throws an Error where the rule is not found: another version of Starlight has it in another form, or no more. */
export function withoutListRule(css: string): string {
  if (!RULE.test(css))
    throw new Error(`Starlight's markdown.css has no rule that begins with ".sl-markdown-content :is(ol, ul):has(": is this plugin still needed?`)
  return css.replace(RULE, '')
}

export const starlightCss = (): Plugin => ({
  name: 'starlight-css',
  enforce: 'pre',
  transform: (code, id) => (id.split('?')[0]?.replaceAll('\\', '/').endsWith(FILE) ? { code: withoutListRule(code), map: null } : undefined),
})
