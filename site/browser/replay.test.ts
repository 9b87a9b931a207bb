// A run is taken along from a lab's workbench, as a link or a file, and plays in the built site as plain files, with no lab behind it.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { plainSite } from './plain-site.fixture.ts'
import { chromiumPath, picture, seriousViolations, serveLab } from './served-lab.ts'

const golden = path.resolve(import.meta.dirname, '../../exercises/simple-consumer/recordings/never-acks.jsonl')

describe.skipIf(chromiumPath() === undefined)('a replay', { timeout: 60_000 }, () => {
  const plain = plainSite()

  const visit = (fragment = '') => plain.page.goto(new URL(`replay/${fragment}`, plain.site.url).href)
  const chosen = async (file: string | { name: string; mimeType: string; buffer: Buffer }, side = 1) => {
    await plain.page.getByTestId(`file-${side}`).setInputFiles(file)
  }
  const film = (side = 1): Locator => plain.page.getByTestId('film').nth(side - 1)
  const filmed = async (): Promise<Locator> => {
    await visit()
    await chosen(golden)
    await film().getByTestId('demo-play').waitFor()
    return film()
  }
  const at = (shown: Locator): Promise<number> => shown.getByTestId('demo-scrub').inputValue().then(Number)
  const last = async (shown: Locator): Promise<number> => Number(await shown.getByTestId('demo-scrub').getAttribute('max'))
  const sideBySide = async () => {
    await visit()
    await plain.page.getByTestId('example').first().click()
    await film(2).getByTestId('demo-play').waitFor()
  }

  describe('of a run in a lab', () => {
    test('opens by the link or the file that its workbench gives, from plain files', async () => {
      await using lab = await serveLab()
      const learner = await plain.browser.newContext({ acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] })
      const workbench = await learner.newPage()
      await workbench.goto(lab.entry)
      await workbench.goto(new URL('/lessons/receiving-and-acknowledging/#workbench', lab.entry).href)
      await workbench.locator('[data-testid="check"][aria-disabled="false"]').click()
      await workbench.getByTestId('verdict').filter({ hasText: 'Not passed —' }).waitFor()
      await workbench.getByTestId('copy-link').click()
      await workbench.getByTestId('kept').filter({ hasText: 'with the bodies of the messages' }).waitFor()
      const link = await workbench.evaluate(() => navigator.clipboard.readText())
      expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${lab.port}/replay/#r=1\\.`))
      await workbench.getByTestId('kept').scrollIntoViewIfNeeded()
      await picture(workbench, 'replay-kept')
      const download = workbench.waitForEvent('download')
      await workbench.getByTestId('save-run').click()
      const saved = await (await download).path()
      const count = Number(await workbench.getByTestId('events').getAttribute('data-count'))
      const { header, events } = fromJsonl(await readFile(saved, 'utf8'))
      expect([header.exercise, events.length]).toEqual(['simple-consumer', count])

      await plain.page.clock.install()
      await visit(new URL(link).hash)
      await film().getByTestId('demo-play').click()
      const end = await last(film())
      await plain.page.clock.runFor(end * 20_000)
      expect(await at(film())).toBe(end)
      expect(await film().innerText()).toContain(`${count} events in`)
      const story = await film().locator('.demo-story li').allTextContents()

      await chosen(saved)
      await film()
        .filter({ hasText: path.basename(saved) })
        .waitFor()
      expect(await film().locator('.demo-story li').allTextContents()).toEqual(story)
      expect(plain.page.url(), 'the address does not name another run').not.toContain('#')
      await learner.close()
    })
  })

  test('goes by steps, back, by keys and by the slider', async () => {
    const shown = await filmed()
    const says = () => shown.locator('[data-says]').innerText()
    const first = await says()
    await shown.getByTestId('demo-step').click()
    expect([await at(shown), await says()]).toEqual([1, expect.not.stringMatching(first)])
    await plain.page.keyboard.press('ArrowRight')
    expect(await at(shown)).toBe(2)
    await plain.page.keyboard.press('End')
    expect(await at(shown)).toBe(await last(shown))
    await plain.page.keyboard.press('ArrowLeft')
    await plain.page.keyboard.press('Home')
    expect([await at(shown), await says()]).toEqual([0, first])
    await shown.getByTestId('demo-scrub').focus()
    await plain.page.keyboard.press('ArrowRight')
    expect(await at(shown)).toBe(1)
  })

  test('is slowed and hastened', async () => {
    await plain.page.clock.install()
    const shown = await filmed()
    const reached: number[] = []
    for (const speed of ['0.25', '1', '4']) {
      await shown.getByTestId('demo-scrub').press('Home')
      await shown.getByTestId('speed').selectOption(speed)
      await shown.getByTestId('demo-play').click()
      await plain.page.clock.runFor(10_000)
      await shown.getByTestId('demo-play').click()
      reached.push(await at(shown))
    }
    const [slow = 0, usual = 0, fast = 0] = reached
    expect(slow).toBeLessThan(usual)
    expect(usual).toBeLessThan(fast)
  })

  test('names what is a mistake in any program, and shows where', async () => {
    const shown = await filmed()
    const mistakes = shown.getByTestId('mistakes')
    expect(await mistakes.innerText()).toContain('You never acknowledged: 10 messages delivered')
    await mistakes
      .getByRole('button', { name: /^Show event \d+, the first of/ })
      .first()
      .click()
    expect(await shown.locator('[data-event]').innerText()).toContain('basic.deliver')
    await picture(plain.page, 'replay')
  })

  test('shows two runs side by side, together or each by itself', async () => {
    await sideBySide()
    await film(1).getByTestId('demo-scrub').press('End')
    expect(await at(film(2))).toBe(await last(film(2)))
    await film(2)
      .getByTestId('demo-scrub')
      .fill(String(Math.floor((await last(film(2))) / 2)))
    const half = (await at(film(1))) / (await last(film(1)))
    expect(half).toBeGreaterThan(0.4)
    expect(half).toBeLessThan(0.6)
    await plain.page.getByTestId('together').uncheck()
    const before = await at(film(1))
    await film(2).getByTestId('demo-scrub').press('Home')
    expect([await at(film(1)), await at(film(2))]).toEqual([before, 0])

    await chosen(golden, 2)
    await film(2).filter({ hasText: 'never-acks.jsonl' }).waitFor()
    expect(await film(1).locator('figcaption').innerText()).toContain('run 1 of the link')
  })

  test('has a timeline and a broker that go as far as the film does, forwards and back', async () => {
    const shown = await filmed()
    const wire = shown.getByTestId('wire')
    const unacked = () => wire.getByTestId('timeline').getAttribute('data-unacked')
    const most = await last(shown)
    const goTo = (share: number) => shown.getByTestId('demo-scrub').fill(String(Math.floor(most * share)))
    await expect.poll(unacked).toBe('0')
    await goTo(0.6)
    await expect.poll(async () => Number(await unacked())).toBeGreaterThan(0)
    const then = await unacked()
    await wire.getByRole('tab', { name: 'Broker' }).click()
    const broker = wire.getByTestId('broker').getByRole('img')
    await expect.poll(() => broker.getAttribute('aria-label')).toContain(`consumer on channel 1 holds ${then} unacknowledged: message`)
    await picture(plain.page, 'replay-broker')
    await goTo(0)
    await expect.poll(unacked).toBe('0')
    await wire.getByTestId('wire-follows').uncheck()
    await expect
      .poll(() => wire.getByTestId('timeline').getAttribute('data-count'))
      .toBe(String(fromJsonl(await readFile(golden, 'utf8')).events.length))
  })

  test('that can not be opened says why, and another can be', async () => {
    await visit('#r=1.abc')
    const problem = plain.page.getByTestId('problem')
    await problem.waitFor()
    expect(await problem.innerText()).toMatch(/cut or changed/)
    await chosen({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
    await problem.filter({ hasText: 'notes.txt can not be opened: line 1 is not the header of a Recording' }).waitFor()
    await plain.page.getByTestId('link-1').fill('https://example.com/')
    await plain.page.getByTestId('link-1').press('Enter')
    await problem.filter({ hasText: 'This is no link of a replay' }).waitFor()
    const example = (await plain.page.getByTestId('example').first().getAttribute('data-example')) ?? ''
    await plain.page.getByTestId('link-1').fill(`http://127.0.0.1:1/replay/${example}`)
    await plain.page.getByTestId('link-1').press('Enter')
    await film(2).getByTestId('demo-play').waitFor()
    expect(await problem.count()).toBe(0)
  })

  test('of more messages than a picture or a link holds says so', async () => {
    const { header, events } = fromJsonl(await readFile(golden, 'utf8'))
    const published = events.flatMap((event) => (event.type === 'lab.publish' ? [event] : []))
    const more = Array.from({ length: 1501 }, (_, index) => ({ ...published.at(index % published.length), seq: index + 1, messageId: randomUUID() }))
    const text = [header, ...more].map((line) => JSON.stringify(line)).join('\n')
    await visit()
    await chosen({ name: 'many.jsonl', mimeType: 'text/plain', buffer: Buffer.from(text) })
    await film().filter({ hasText: 'The picture has room for the first 120 of 1501 events' }).waitFor()
    await plain.page.getByTestId('copy-link').click()
    await plain.page
      .getByTestId('kept')
      .filter({ hasText: /^Packed this takes .+ Save it as a file instead\.$/ })
      .waitFor()
    expect(await plain.page.getByTestId('link').count()).toBe(0)
    await picture(plain.page, 'replay-many')
  })

  test('flies nothing for who prefers less motion', async () => {
    const flying = async () => {
      const shown = await filmed()
      const seen: number[] = []
      for (let step = 0; step < 4; step++) {
        await shown.getByTestId('demo-step').click()
        seen.push(await shown.evaluate((element) => element.getAnimations({ subtree: true }).length))
      }
      return Math.max(...seen)
    }
    expect(await flying()).toBeGreaterThan(0)
    await plain.again({ reducedMotion: 'reduce' })
    expect(await flying()).toBe(0)
  })

  test('has no serious axe violation and fits its page, light and dark, wide and narrow', { timeout: 120_000 }, async () => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await plain.page.emulateMedia({ colorScheme })
        await plain.page.setViewportSize({ width, height: 900 })
        await sideBySide()
        await film(1)
          .getByTestId('demo-scrub')
          .fill(String(Math.floor((await last(film(1))) * 0.6)))
        await film(1).evaluate((element) => element.scrollIntoView())
        await picture(plain.page, `replay-two-${width}-${colorScheme}`)
        await film(1).getByText('The story in sentences').click()
        expect(await seriousViolations(plain.page), `${colorScheme} ${width}`).toEqual([])
        expect(await plain.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${colorScheme} ${width}`).toBe(true)
        await plain.page.goto('about:blank')
      }
  })
})
