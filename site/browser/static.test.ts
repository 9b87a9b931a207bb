// The built site as plain files, with no lab behind it: all lessons can be read, all demos play, and the workbench says what it needs.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { plainSite } from './plain-site.fixture.ts'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'

const dist = path.resolve(import.meta.dirname, '../dist')
const lessons = (await readdir(path.join(dist, 'lessons')).catch(() => [])).map((name) => `lessons/${name}/`)
const holdsDemo = await Promise.all(
  lessons.map(async (address) => (await readFile(path.join(dist, address, 'index.html'), 'utf8')).includes('data-demo')),
)
const withDemos = lessons.filter((_, index) => holdsDemo[index])

describe.skipIf(chromiumPath() === undefined)('the site as plain files', { timeout: 60_000 }, () => {
  const plain = plainSite()

  const demosOf = async (address: string): Promise<Locator[]> => {
    await plain.page.goto(new URL(address, plain.site.url).href)
    return plain.page.getByTestId('demo').all()
  }
  const last = async (demo: Locator): Promise<number> => Number(await demo.getByTestId('demo-scrub').getAttribute('max'))
  const at = (demo: Locator): Promise<number> => demo.getByTestId('demo-scrub').inputValue().then(Number)

  test('has lessons to read, and demos in some (npm test builds them)', () => {
    expect(lessons.length).toBeGreaterThan(3)
    expect(withDemos.length).toBeGreaterThan(3)
  })

  test('the list of what is on a page stands where it will, before the text has arrived', async () => {
    const address = new URL('lessons/receiving-and-acknowledging/', plain.site.url).href
    const placed = async () => {
      await plain.page.goto(address)
      return plain.page.locator('.right-sidebar').boundingBox()
    }
    const whole = await placed()
    await plain.page.route(address, async (route) => {
      const response = await route.fetch()
      const text = await response.text()
      await route.fulfill({ response, body: text.slice(0, text.indexOf('<div class="main-pane')) })
    })
    const begun = await placed()
    expect(await plain.page.locator('h1').count(), 'the text has arrived').toBe(0)
    expect(begun).toEqual(whole)
  })

  test.each(withDemos)('plays every demo of %s to its end by itself, and tells each answer on the way', async (address) => {
    await plain.page.clock.install()
    for (const demo of await demosOf(address)) {
      const end = await last(demo)
      await demo.getByTestId('demo-play').click()
      // it stops once at the answer, and is played on from there
      for (let stop = 0; stop < 2 && (await at(demo)) < end; stop++) {
        await plain.page.clock.runFor(end * 20_000)
        if ((await at(demo)) === end) break
        expect(await demo.locator('[data-answer]').innerText()).not.toBe('')
        await demo.getByTestId('demo-play').click()
      }
      expect(await at(demo), address).toBe(end)
      expect(await demo.getByTestId('demo-play').innerText()).toBe('Play again')
    }
  })

  test('a demo goes by steps, back, by the slider’s keys, and pauses', async () => {
    await plain.page.clock.install()
    const [demo] = await demosOf('lessons/receiving-and-acknowledging/')
    if (!demo) throw new Error('there is no demo')
    const sentence = () => demo.locator('[data-says]').innerText()
    const first = await sentence()
    await demo.getByTestId('demo-step').click()
    expect([await at(demo), await sentence()]).not.toContain(first)
    await demo.getByRole('button', { name: 'Back' }).click()
    expect(await sentence()).toBe(first)
    await demo.getByTestId('demo-scrub').focus()
    await plain.page.keyboard.press('End')
    expect(await at(demo)).toBe(await last(demo))
    await plain.page.keyboard.press('Home')
    await plain.page.keyboard.press('ArrowRight')
    await plain.page.keyboard.press('ArrowRight')
    expect(await at(demo)).toBe(2)
    expect(await demo.getByTestId('demo-scrub').getAttribute('aria-valuetext')).toContain(await sentence())
    await demo.getByTestId('demo-play').focus()
    await plain.page.keyboard.press('Enter')
    expect(await at(demo)).toBe(3)
    await plain.page.keyboard.press('Enter')
    await plain.page.clock.runFor(60_000)
    expect(await at(demo), 'paused').toBe(3)
  })

  test('a prediction is answered at its step, with what was predicted, and marked in the picture', async () => {
    const [demo] = await demosOf('lessons/receiving-and-acknowledging/')
    if (!demo) throw new Error('there is no demo')
    await demo.getByLabel('One: the one it is at work on').check()
    const answer = demo.locator('[data-answer]')
    const asked = demo.locator('[data-asked]')
    while ((await answer.innerText()) === '' && (await at(demo)) < (await last(demo))) await demo.getByTestId('demo-step').click()
    expect(await answer.innerText()).toMatch(/^You said “One: the one it is at work on”\. It is: Three\. /)
    expect(await asked.allTextContents()).toEqual(['unacked 3'])
    await demo.getByTestId('demo-step').click()
    expect([await answer.innerText(), await asked.count()]).toEqual(['', 0])
  })

  test('who prefers less motion sees the steps, and nothing fly', async () => {
    const flying = async (address: string) => {
      const [demo] = await demosOf(address)
      const seen: number[] = []
      for (let step = 0; step < 4; step++) {
        await demo?.getByTestId('demo-step').click()
        seen.push((await demo?.evaluate((element) => element.getAnimations({ subtree: true }).length)) ?? 0)
      }
      return Math.max(...seen)
    }
    expect(await flying('lessons/why-a-broker/')).toBeGreaterThan(0)
    await plain.again({ reducedMotion: 'reduce' })
    expect(await flying('lessons/why-a-broker/')).toBe(0)
  })

  test('without JavaScript the question, its answer and the story are text', async () => {
    await plain.again({ javaScriptEnabled: false })
    const [demo] = await demosOf('lessons/receiving-and-acknowledging/')
    const text = await demo?.innerText()
    expect(text).toContain('How many messages are unacknowledged now?')
    expect(text).toContain('One: the one it is at work on')
    expect(await demo?.getByTestId('demo-play').isVisible()).toBe(false)
    expect(await demo?.getByRole('radio').count()).toBe(0)
    await demo?.getByText('The answer').click()
    expect(await demo?.innerText()).toContain('Three. Each delivered message counts')
    await demo?.getByText('The story in sentences').click()
    expect(await demo?.innerText()).toContain('The broker delivers message 3 from submissions to consumer.')
    await picture(plain.page, 'demo-without-javascript')
  })

  test('the workbench says that it needs a lab, and how to start one', async () => {
    await plain.page.goto(new URL('lessons/receiving-and-acknowledging/#workbench', plain.site.url).href)
    const said = plain.page.locator('[data-no-lab]')
    await said.waitFor()
    expect(await said.innerText()).toMatch(/needs a lab.+run npm start/s)
    expect(await plain.page.getByTestId('open-workbench').count()).toBe(0)
  })

  test.each(withDemos)('the demos of %s have no serious axe violation', { timeout: 120_000 }, async (address) => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await plain.page.emulateMedia({ colorScheme })
      await plain.page.setViewportSize({ width, height: 900 })
      for (const demo of await demosOf(address)) {
        await demo.getByTestId('demo-scrub').fill(String(Math.floor((await last(demo)) * 0.6)))
        await demo.getByText('The story in sentences').click()
      }
      expect(await seriousViolations(plain.page, '[data-demo]'), `${colorScheme} ${width}`).toEqual([])
    }
  })
})
