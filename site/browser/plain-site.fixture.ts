// The built site as plain files and a browser that looks at it, anew for each test; an error on a page fails the test that saw it.
import path from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { fetchedByTest, servePlain, type PlainServer } from './plain-server.ts'
import { openChromium } from './served-lab.ts'

const dist = path.resolve(import.meta.dirname, '../dist')

export interface PlainSite {
  readonly site: PlainServer
  readonly browser: Browser
  /** Of this test. */
  readonly page: Page
  /** Another context and page in the place of these. */
  again(options: BrowserContextOptions): Promise<void>
}

/** For a `describe`: its fields hold once a test runs. */
export function plainSite(): PlainSite {
  let site: PlainServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const problems: string[] = []

  const watch = async (options: BrowserContextOptions = {}) => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    await fetchedByTest(context)
    page = await context.newPage()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
  }
  const leave = async () => {
    await context.unrouteAll({ behavior: 'ignoreErrors' })
    await context.close()
  }
  beforeAll(async () => {
    ;[site, browser] = await Promise.all([servePlain(dist), openChromium()])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    problems.length = 0
    await watch()
  })
  afterEach(async () => {
    await leave()
    expect(problems, 'errors on the page').toEqual([])
  })
  return {
    get site() {
      return site
    },
    get browser() {
      return browser
    },
    get page() {
      return page
    },
    async again(options) {
      await leave()
      await watch(options)
    },
  }
}
