// The learner's shell in a browser: opened and left by keyboard alone, where programs run in containers; in words why not, where they don't.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerFound, onDocker } from './engines.ts'
import { chromiumPath, openChromium, picture, seriousViolations, serveLab, type ServedLab } from './served-lab.ts'

let browser: Browser
describe.skipIf(chromiumPath() === undefined)('the shell in the workbench', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    browser = await openChromium()
  }, 60_000)
  afterAll(() => browser.close())

  const openWorkbench = async (lab: ServedLab): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(lab.entry)
    await page.goto(new URL('/lessons/receiving-and-acknowledging/', lab.entry).href)
    await page.getByTestId('open-workbench').click()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    return page
  }
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

  test('says why there is none where programs run without containers', async () => {
    await using lab = await serveLab()
    const page = await openWorkbench(lab)
    expect(await page.getByTestId('state-shell').innerText()).toBe('not here')
    await page.getByTestId('shell').click()
    expect(await page.getByTestId('no-shell').innerText()).toContain('A terminal of your own does the same here.')
    expect(await seriousViolations(page)).toEqual([])
  })

  describe.skipIf(!dockerFound)('with Docker', () => {
    let lab: ServedLab
    let page: Page
    beforeAll(async () => {
      lab = await serveLab(onDocker)
      page = await openWorkbench(lab)
    }, 60_000)
    afterAll(() => lab[Symbol.asyncDispose](), 60_000)
    const shown = () => page.getByTestId('terminal-shell').innerText()

    test('a program runs, and its output is shown', async () => {
      await page.getByTestId('editor').locator('.cm-content').click()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.insertText(`console.log('in a container'.toUpperCase())`)
      await page.getByTestId('run-consumer').click()
      await expect.poll(() => page.getByTestId('terminal-consumer').innerText(), { timeout: 15_000 }).toContain('IN A CONTAINER')
    })

    test('it opens, completes a file’s name with Tab, and is left with Escape and Tab', async () => {
      await page.getByTestId('open-shell').focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.getByTestId('state-shell').innerText(), { timeout: 15_000 }).toBe('open, not recorded')
      await page.getByTestId('close-shell').focus()
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('Shell in your container')
      await expect.poll(shown).toContain('$')
      await page.keyboard.type('cat cons')
      await page.keyboard.press('Tab')
      await expect.poll(shown).toContain('cat consumer.js')
      await page.keyboard.press('Enter')
      await expect.poll(shown).toContain('toUpperCase')
      await picture(page, 'shell')
      expect(await seriousViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      expect(await focused(page)).not.toBe('Shell in your container')
    })

    test('a reload finds it as it was, and it is closed by its button', async () => {
      await page.reload()
      await page.locator('#workbench').scrollIntoViewIfNeeded()
      await expect.poll(() => page.getByTestId('state-shell').innerText(), { timeout: 10_000 }).toBe('open, not recorded')
      await page.getByTestId('shell').click()
      await expect.poll(shown).toContain('cat consumer.js')
      await page.getByTestId('close-shell').click()
      await expect.poll(() => page.getByTestId('state-shell').innerText(), { timeout: 10_000 }).toBe('closed')
    })
  })
})
