import { expect, test } from 'vitest'
import { tagsIn } from './tags.ts'

const names = (html: string) => tagsIn(html).map(({ name }) => name)

test('tags are told from text, comments, and what scripts and styles hold', () => {
  const html = '<!doctype html><!-- <a href="/x"> --><p>a &lt;b&gt;<script>if (a<b) "<img>"</script><style>a>b{}</style><IMG src=x></p>'
  expect(names(html)).toEqual(['p', 'script', 'style', 'img'])
})

test('attributes are read with or without quotes, with a > in them, and their character references', () => {
  const [tag] = tagsIn(`<a href="/x?a=1&amp;b=2#y" title='a > b' data-n=3 hidden aria-label="&#x201C;x&#8221;">`)
  expect(Object.fromEntries(tag?.attributes ?? [])).toEqual({ href: '/x?a=1&b=2#y', title: 'a > b', 'data-n': '3', hidden: '', 'aria-label': '“x”' })
})

test('what stands in something hidden from assistive technology is hidden', () => {
  const html = '<div aria-hidden="true"><p>one<br><svg><path d=""/></svg></div><svg aria-hidden="true"></svg><svg></svg>'
  expect(tagsIn(html).flatMap(({ name, hidden }) => (name === 'svg' ? [hidden] : []))).toEqual([true, true, false])
})
