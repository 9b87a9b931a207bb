import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { withoutListRule } from './starlight-css.ts'

const css = readFileSync(path.resolve(import.meta.dirname, '../../node_modules/@astrojs/starlight/dist/style/markdown.css'), 'utf8')
const rules = (text: string) => text.split('{').length

test('of Starlight’s rules one is left out, the one that asks :has() of siblings', () => {
  expect(css).toContain(':has(~')
  const left = withoutListRule(css)
  expect(left).not.toContain(':has(~')
  expect(rules(left)).toBe(rules(css) - 1)
})

test('where it is not found, that is said', () => {
  expect(() => withoutListRule('.sl-markdown-content li { margin: 0 }')).toThrow('is this plugin still needed?')
})
