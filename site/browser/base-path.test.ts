// The site built to lie below a path, as on a shared host: its build finds no dead link, and a reader gets on from page to page.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchedByTest, servePlain, type PlainServer } from './plain-server.ts'
import { chromiumPath, openChromium } from './served-lab.ts'

const root = path.resolve(import.meta.dirname, '../..')
const base = '/courses/brokers/'

describe.skipIf(chromiumPath() === undefined)('the site below a path', { timeout: 60_000 }, () => {
  let folder: string
  let site: PlainServer
  let browser: Browser

  beforeAll(async () => {
    // inside the project: the build runs from there, and looks for its packages upwards
    folder = await mkdtemp(path.join(root, 'node_modules/.below-a-path-'))
    const astro = path.join(root, 'node_modules/astro/bin/astro.mjs')
    const env = { ...process.env, SITE_BASE: base, ASTRO_TELEMETRY_DISABLED: '1' }
    await promisify(execFile)(process.execPath, [astro, 'build', '--outDir', folder], { cwd: path.join(root, 'site'), env })
    ;[site, browser] = await Promise.all([servePlain(folder, base), openChromium()])
  }, 240_000)
  afterAll(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test('leads from the home page to a lesson, and on to another; its demos play', async () => {
    const context = await browser.newContext()
    await fetchedByTest(context)
    const page = await context.newPage()
    const missing: string[] = []
    page.on('response', (response) => {
      if (response.status() >= 400) missing.push(response.url())
    })
    const toLesson = page.locator(`.sl-markdown-content a[href^="${base}lessons/"]`)
    await page.goto(site.url)
    await toLesson.first().click()
    const first = page.url()
    await toLesson.last().click()
    expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${base}lessons/[a-z-]+/$`))
    expect(page.url()).not.toBe(first)
    await page.goto(new URL('lessons/sending/', site.url).href)
    const demo = page.getByTestId('demo').first()
    await demo.getByTestId('demo-step').click()
    expect(await demo.getByTestId('demo-scrub').inputValue()).toBe('1')
    await page.locator('[data-no-lab]').first().waitFor()
    expect(missing).toEqual([])
  })
})
