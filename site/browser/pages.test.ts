// Every page of the built site, as a learner's browser shows it: readable by all, nothing cut off, light to load.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium, seriousViolations, serveLab, type ServedLab } from './served-lab.ts'

const dist = path.resolve(import.meta.dirname, '../dist')
const built = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }) : []
const addresses = built
  .map((file) => `/${file.split(path.sep).join('/')}`)
  .filter((file) => file.endsWith('/index.html'))
  .map((file) => file.replace('index.html', ''))
  .sort()

/** A page's JavaScript before anybody reached for a workbench, compressed. */
const MOST_SCRIPT = 60 * 1024

describe.skipIf(chromiumPath() === undefined)('in a browser', { timeout: 60_000 }, () => {
  let lab: ServedLab
  let browser: Browser
  beforeAll(async () => {
    ;[lab, browser] = await Promise.all([serveLab(), openChromium()])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await lab[Symbol.asyncDispose]()
  })

  test('there are pages to look at (npm test builds them)', () => {
    expect(addresses).toContain('/')
    expect(addresses.length).toBeGreaterThan(5)
  })

  test.each([...addresses, '/no-such-page'])('%s', async (address) => {
    // With its cookie but an empty cache, so that every byte is counted.
    await using context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' })
    await context.request.get(lab.entry)
    // as in Safari: its scripts take a timer then. Chromium gives a page that is drawn all the time, or not at all, no idle moment for half a minute.
    await context.addInitScript(() => Object.defineProperty(window, 'requestIdleCallback', { value: undefined }))
    const page = await context.newPage()
    const problems = problemsOf(page)
    const loaded = loadsOf(page)
    await page.goto(new URL(address, lab.entry).href, { waitUntil: 'networkidle' })
    const { script, plain } = await loaded()
    expect(plain, 'sent uncompressed').toEqual([])
    expect(script, 'bytes of JavaScript').toBeGreaterThan(1000)
    expect(script, 'bytes of JavaScript').toBeLessThanOrEqual(MOST_SCRIPT)
    await inOrder(page, 'light, 1280 wide')

    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 390, height: 844 })
    await inOrder(page, 'dark, 390 wide')
    expect(problems.filter((problem) => !(address === '/no-such-page' && problem.includes('404')))).toEqual([])
  })
})

const problemsOf = (page: Page): string[] => {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return problems
}

/** What the page loads from now on: bytes of JavaScript as sent, and addresses of text that was sent uncompressed. */
const loadsOf = (page: Page): (() => Promise<{ script: number; plain: string[] }>) => {
  const sizes: Promise<number>[] = []
  const plain: string[] = []
  page.on('response', (response) => {
    const headers = response.headers()
    const type = headers['content-type'] ?? ''
    // What fits one packet gains nothing by compression.
    const small = Number(headers['content-length'] ?? Infinity) < 1024
    if (!small && /html|javascript|css/.test(type) && !/br|gzip/.test(headers['content-encoding'] ?? '')) plain.push(response.url())
    if (!type.includes('javascript')) return
    const size = response.request().sizes()
    sizes.push(size.then(({ responseBodySize }) => responseBodySize))
  })
  return async () => ({ script: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0), plain })
}

const inOrder = async (page: Page, how: string): Promise<void> => {
  // A block of code that scrolls takes the keyboard's focus: its script sees to it once the page has its size.
  await page.waitForFunction(() => [...document.querySelectorAll('pre')].every((pre) => pre.scrollWidth <= pre.clientWidth || pre.tabIndex === 0))
  expect(await seriousViolations(page), how).toEqual([])
  expect(await page.evaluate(cutOff), how).toEqual([])
}

/** In the page: whatever stands out of its place, in words. */
const cutOff = (): string[] => {
  const found: string[] = []
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} px wide`)
  const within = (inner: DOMRect, outer: DOMRect) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
  for (const picture of document.querySelectorAll('svg.diagram')) {
    const frame = picture.getBoundingClientRect()
    const boxes = [...picture.querySelectorAll('rect.box')].map((box) => box.getBoundingClientRect())
    for (const text of picture.querySelectorAll('text')) {
      const place = text.getBoundingClientRect()
      const middle = { x: (place.left + place.right) / 2, y: (place.top + place.bottom) / 2 }
      const around = boxes.filter((box) => box.left < middle.x && middle.x < box.right && box.top < middle.y && middle.y < box.bottom)
      if (!within(place, frame)) found.push(`“${text.textContent.trim()}” leaves its picture`)
      for (const box of around) if (!within(place, box)) found.push(`“${text.textContent.trim()}” leaves its box`)
    }
  }
  return found
}
