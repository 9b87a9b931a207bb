// What the README promises, done by a browser: open the page, read, edit, run, and be told from the wire.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dockerUnavailable } from './docker-found.ts'
import { chromiumPath, openChromium, picture, seriousViolations, serveLab, type ServedLab } from './served-lab.ts'

const exercises = path.resolve(import.meta.dirname, '../../exercises')
const program = (file: string) => readFile(path.join(exercises, file), 'utf8')
const lesson = '/lessons/receiving-and-acknowledging/'

const engines = [
  { engine: 'embedded', found: true },
  { engine: 'docker', found: (await dockerUnavailable()) === undefined },
].filter(({ found }) => found)

describe.skipIf(chromiumPath() === undefined).each(engines)('in a browser, on the $engine engine', { timeout: 60_000 }, ({ engine }) => {
  let lab: ServedLab
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]
  let expected: RegExp

  beforeAll(async () => {
    ;[lab, browser] = await Promise.all([serveLab({ LAB_ENGINE: engine }), openChromium()])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await lab[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    problems = []
    expected = /(?!)/ // none
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text())) problems.push(message.text())
    })
  })
  afterEach(async () => {
    await context.close()
    expect(problems, 'errors on the page').toEqual([])
  })

  const openWorkbench = async () => {
    await page.goto(lab.entry)
    await page.goto(new URL(lesson, lab.entry).href)
    await page.getByTestId('open-workbench').click()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
  }
  const shown = (name: string) => picture(page, `${name}-${engine}`)
  const write = async (text: string) => {
    await page.getByTestId('editor').locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(text)
  }
  const check = async () => {
    await page.getByTestId('check').click()
    await page
      .getByTestId('verdict')
      .filter({ hasText: /Passed —|Not passed —|Incomplete —/ })
      .waitFor({ timeout: 30_000 })
    return page.getByTestId('verdict').innerText()
  }

  test('a newcomer’s first verdict takes three clicks', async () => {
    await page.goto(lab.entry)
    expect(page.url(), 'the token does not stay in the address').not.toContain('token')
    await page
      .getByRole('link', { name: /^Start/ })
      .first()
      .click()
    await page.getByTestId('open-workbench').click()
    expect(await check()).toMatch(/^Not passed/)
    await shown('first-verdict')
  })

  test('the solution passes, and never acknowledging fails with its own words and events', async () => {
    await openWorkbench()
    await write(await program('simple-consumer/solution/consumer.js'))
    expect(await check()).toMatch(/^Passed — 4 of 4/)
    await page.getByTestId('verdict').scrollIntoViewIfNeeded()
    await shown('solution-passes')

    await write(await program('simple-consumer/mistakes/never-acks/consumer.js'))
    expect(await check()).toMatch(/^Not passed/)
    const task = page.getByTestId('task-acks-each-once')
    await expect.poll(() => task.getAttribute('data-status')).toBe('fail')
    expect(await task.innerText()).toContain('You never acknowledged: 10 messages delivered')
    await task.getByRole('button').first().click()
    await page.getByTestId('events').locator('[data-evidence]').first().waitFor()
    await shown('never-acks')
  })

  test('a free run shows its output and its findings while it runs, and a reload brings all back', async () => {
    await openWorkbench()
    await write(await program('simple-consumer/solution/consumer.js'))
    await page.getByTestId('run-consumer').click()
    const status = (task: string) => page.getByTestId(`task-${task}`).getAttribute('data-status')
    await expect.poll(() => status('acks-after-work'), { timeout: 10_000 }).toBe('pass')
    await expect.poll(() => page.getByTestId('terminal-consumer').innerText(), { timeout: 10_000 }).toContain('graded')
    await shown('free-run')

    await page.reload()
    // opened before, it opens by itself once it is scrolled to: a click on its button could come too late for the button
    await page.locator('#workbench').scrollIntoViewIfNeeded()
    await expect.poll(() => page.getByTestId('editor').innerText(), { timeout: 10_000 }).toContain('channel.ack(message)')
    await expect.poll(() => page.getByTestId('terminal-consumer').innerText(), { timeout: 10_000 }).toContain('graded')
    await expect.poll(() => status('acks-after-work')).toBe('pass')
    await page.getByTestId('stop-consumer').click()
    await page.getByTestId('run-consumer').waitFor()
  })

  test('what if it died at its third message: it is started again, and gets that one once more', async () => {
    await openWorkbench()
    await write(await program('simple-consumer/solution/consumer.js'))
    await page.getByTestId('what-if').locator('summary').click()
    await page.getByTestId('what-if-prefetch').selectOption('of 1')
    await page.getByTestId('what-if-crash').selectOption('as it gets message')
    expect(await page.getByTestId('what-if-code').innerText()).toContain('await channel.prefetch(1)')
    await page.getByTestId('what-if-run').click()
    const events = page.getByTestId('events')
    await events.getByText('redelivered').first().waitFor({ timeout: 20_000 })
    await expect.poll(() => page.getByTestId('terminal-consumer').innerText(), { timeout: 10_000 }).toContain('graded')
    expect(await seriousViolations(page)).toEqual([])
    await shown('what-if')
    await events.getByLabel('Filter').fill('process.start')
    await events.getByText('start 2').waitFor()
    await page.getByTestId('stop-consumer').click()
    await page.locator('[data-testid="run-consumer"][aria-disabled="false"]').waitFor()
  })

  test('a server that is killed and started again is survived by the page', async () => {
    expected = /WebSocket|ERR_CONNECTION/
    await openWorkbench()
    await write(`// kept over a restart\n${await program('simple-consumer/solution/consumer.js')}`)
    await lab.restart()
    await page.locator('[data-testid="connection"][data-state="open"]').waitFor({ timeout: 15_000 })
    expect(await check()).toMatch(/^Passed/)
    expect(await page.getByTestId('editor').innerText()).toContain('kept over a restart')
  })

  test('the solution is shown beside the learner’s text, and a reset can be undone', async () => {
    await openWorkbench()
    await write('// my own text\n')
    await page.getByTestId('solution').click()
    await page.getByTestId('confirm').click()
    await page.getByTestId('solution-diff').locator('.cm-editor').first().waitFor()
    await shown('solution-diff')
    await page.getByTestId('solution').click()
    await page.getByTestId('reset').click()
    await expect.poll(() => page.getByTestId('editor').innerText()).not.toContain('my own text')
    await page.getByTestId('undo').click()
    await expect.poll(() => page.getByTestId('editor').innerText()).toContain('my own text')
  })

  test('the workbench has no serious axe violation, light and dark, wide and narrow', async () => {
    await page.goto(lab.entry)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto(new URL(`${lesson}#workbench`, lab.entry).href)
      await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
      await check()
      expect(await seriousViolations(page), colorScheme).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      await shown(`workbench-390-${colorScheme}`)
      expect(await seriousViolations(page), `${colorScheme}, 390 wide`).toEqual([])
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.getByTestId('verdict').scrollIntoViewIfNeeded()
      await shown(`workbench-1280-${colorScheme}`)
    }
  }, 120_000)

  test('a lesson page with its workbench loads at most 320 kB of JavaScript, compressed', async () => {
    await context.request.get(lab.entry) // for its cookie: a page would fill the cache
    const sizes: Promise<number>[] = []
    page.on('response', (response) => {
      if (!(response.headers()['content-type'] ?? '').includes('javascript')) return
      const size = response.request().sizes()
      sizes.push(size.then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(new URL(lesson, lab.entry).href)
    await page.getByTestId('open-workbench').click()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(60 * 1024)
    expect(bytes).toBeLessThanOrEqual(320 * 1024)
    console.log(`JavaScript of a lesson page with its workbench: ${Math.round(bytes / 1024)} kB compressed`)
  })

  test('a browser that did not come by the printed address is refused', async () => {
    expected = /403/
    const answer = await page.goto(new URL('/', lab.entry).href)
    expect(answer?.status()).toBe(403)
    expect(await page.innerText('body')).toContain('npm start')
  })
})
