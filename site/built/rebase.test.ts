import { expect, test } from 'vitest'
import { rebase } from './rebase.ts'

test.each([
  ['a link from the root', '<a href="/lessons/sending/#publish">', '<a href="/courses/lessons/sending/#publish">'],
  ['the home page', '<a class="x" href="/">', '<a class="x" href="/courses/">'],
  ['an image', `<img alt="" src='/a.png'>`, `<img alt="" src='/courses/a.png'>`],
])('%s gets the base put before it', (_, html, expected) => {
  expect(rebase(`<p>${html}x</a>`, '/courses/')).toBe(`<p>${expected}x</a>`)
})

test.each([
  ['what has it already', '<a href="/courses/lessons/">'],
  ['the base without its last slash', '<a href="/courses">'],
  ['an anchor', '<a href="#publish">'],
  ['another host', '<a href="https://example.com/"> <script src="//example.com/x.js"></script>'],
  ['text that looks like a link', '<code>href="/lessons/"</code>'],
])('%s is left', (_, html) => {
  expect(rebase(html, '/courses/')).toBe(html)
})

test('at the root nothing changes', () => {
  expect(rebase('<a href="/lessons/">', '/')).toBe('<a href="/lessons/">')
})
