// A served lab and a browser with a workbench in it, anew for each test but for the lab; an error on a page fails the test that saw it.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { openChromium, serveLab, type ServedLab } from './served-lab.ts'

export interface OpenedWorkbench {
  readonly lab: ServedLab
  /** Of this test. */
  readonly page: Page
  /** What a console may say in this test without failing it. */
  expected: RegExp
  /** Opens a lesson's workbench and waits until the lab answers. */
  open(lesson: string): Promise<void>
  /** Puts this in the place of the text in the editor. */
  write(text: string): Promise<void>
  /** Checks, and returns the verdict's sentence. */
  check(): Promise<string>
  /** The text of the file that is open, as the editor draws it. */
  readonly text: () => Promise<string>
}

/** For a `describe`: its fields hold once a test runs. */
export function openedWorkbench(env: Record<string, string> = {}, options: BrowserContextOptions = {}): OpenedWorkbench {
  let lab: ServedLab
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const problems: string[] = []
  const none = /(?!)/
  /** Said when Docker's network interfaces come or go. loaded-again.test.ts holds the page to asking again. */
  const ofTheMachine = /ERR_NETWORK_CHANGED/

  beforeAll(async () => {
    ;[lab, browser] = await Promise.all([serveLab(env), openChromium()])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await lab[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    problems.length = 0
    workbench.expected = none
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    page = await context.newPage()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' && !workbench.expected.test(text) && !ofTheMachine.test(text)) problems.push(text)
    })
  })
  afterEach(async () => {
    await context.close()
    expect(problems, 'errors on the page').toEqual([])
  })

  const workbench: OpenedWorkbench = {
    expected: none,
    get lab() {
      return lab
    },
    get page() {
      return page
    },
    async open(lesson) {
      await page.goto(lab.entry)
      await page.goto(new URL(`/lessons/${lesson}/#workbench`, lab.entry).href)
      await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    },
    async write(text) {
      await page.getByTestId('editor').locator('.cm-content').click()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.insertText(text)
    },
    async check() {
      await page.getByTestId('check').click()
      const verdict = page.getByTestId('verdict').filter({ hasText: /Passed —|Not passed —|Incomplete —/ })
      await verdict.waitFor({ timeout: 30_000 })
      return verdict.innerText()
    },
    text: () => page.getByTestId('editor').locator('.cm-content').innerText(),
  }
  return workbench
}
