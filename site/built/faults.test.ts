import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { faultsOf } from './faults.ts'
import { readBuilt } from './pages.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ackademy-built-'))
  await write('index.html', '<h1 id="top">Home</h1>')
  await write('lessons/sending/index.html', '<h1>Sending</h1><h2 id="publish">Publish</h2>')
  await write('a.png', '')
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
  await writeFile(path.join(folder, file), text)
}
const faults = async (html: string, base = '/') => {
  await write('lessons/new/index.html', html)
  return faultsOf(await readBuilt(folder), { base, exercises: ['simple-consumer'] })
}

test('a page in order has no fault', async () => {
  const html = `<a href="/lessons/sending/#publish">a</a><a href="../sending/">b</a><a href="#here" id="here">c</a><a href="https://example.com/x">d</a>
    <img src="/a.png" alt="A cat" srcset="/a.png 1x, /a.png 2x"><svg role="img" aria-label="A drawing"></svg><span aria-hidden="true"><svg></svg></span>
    <a data-exercise="simple-consumer" href="#workbench">e</a><section id="workbench" data-workbench="simple-consumer"></section>`
  expect(await faults(html)).toEqual([])
})

test.each([
  ['a dead link', '<a href="/lessons/gone/">x</a>', '/lessons/gone/ leads nowhere'],
  ['a dead relative link', '<a href="../gone/">x</a>', '../gone/ leads nowhere'],
  ['a link without its slash', '<a href="/lessons/sending">x</a>', '/lessons/sending lacks its last slash'],
  ['a dead anchor', '<a href="/lessons/sending/#consume">x</a>', '/lessons/sending/#consume: there is no such anchor on that page'],
  ['a dead anchor of its own', '<a href="#nowhere">x</a>', '#nowhere: there is no such anchor on that page'],
  ['a missing image', '<img src="/b.png" alt="x">', '/b.png leads nowhere'],
  ['a missing image of a set', '<img src="/a.png" alt="x" srcset="/a.png 1x, /b.png 2x">', '/b.png leads nowhere'],
  ['a missing script', '<script src="/x.js"></script>', '/x.js leads nowhere'],
  ['an image without alt text', '<img src="/a.png">', 'the image /a.png has no alt text'],
  [
    'a drawing without a text alternative',
    '<svg role="img"></svg>',
    'a drawing (svg) has neither role="img" with an aria-label nor aria-hidden="true"',
  ],
  ['an unknown exercise', '<section data-workbench="simple-consumr">', 'there is no exercise simple-consumr'],
  [
    'a promised exercise that is not shown',
    '<a data-exercise="simple-consumer">x</a>',
    'its head promises the exercise simple-consumer, and no workbench of it is on the page',
  ],
  ['an id that stands twice', '<p id="a"></p><p id="a"></p>', 'two things bear the id a'],
])('%s is told with its page', async (_, html, said) => {
  expect(await faults(html)).toEqual([`/lessons/new/: ${said}`])
})

test('below a base, a link from the root leads out of the site', async () => {
  expect(await faults('<a href="/courses/lessons/sending/#publish">a</a><a href="/lessons/sending/">b</a>', '/courses/')).toEqual([
    '/lessons/new/: /lessons/sending/ leads out of /courses/',
  ])
})
