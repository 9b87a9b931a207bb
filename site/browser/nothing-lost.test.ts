// In the middle of a run the page is reloaded, the network is cut for 30 s, the lab is killed and started again: no text, no file and
// no event that the lab kept is lost.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fromJsonl } from '@ackademy/contract/jsonl.ts'
import type { Event } from '@ackademy/contract/recording.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cuttable, type Cuttable } from './cuttable.fixture.ts'
import { chromiumPath, openChromium, picture, serveLab, type ServedLab } from './served-lab.ts'

const solution = await readFile(path.resolve(import.meta.dirname, '../../exercises/simple-consumer/solution/consumer.js'), 'utf8')
/** Numbers on the wire and in the terminal, so that a gap in either is seen. */
const TICKS =
  "let tick = 0\nsetInterval(() => {\n  tick++\n  channel.sendToQueue('grades', Buffer.from(String(tick)))\n  console.log('tick ' + tick)\n}, 250)\n"
const CUT_MS = 30_000

describe.skipIf(chromiumPath() === undefined)('in the middle of a run', { timeout: 150_000 }, () => {
  let lab: ServedLab
  let network: Cuttable
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    lab = await serveLab()
    network = await cuttable(lab.port)
    browser = await openChromium([network.browserArgument])
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true })
    await page.goto(lab.entry)
    await page.goto(new URL('/lessons/receiving-and-acknowledging/#workbench', lab.entry).href)
    await connected()
  }, 90_000)
  afterAll(async () => {
    await browser.close()
    await network[Symbol.asyncDispose]()
    await lab[Symbol.asyncDispose]()
  })

  const connected = () => page.locator('[data-testid="check"][aria-disabled="false"]').waitFor({ timeout: 40_000 })
  const write = async (text: string) => {
    await page.getByTestId('editor').locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(text)
  }
  /** As far as the editor has drawn it: at first, not yet its last lines. */
  const text = () => page.getByTestId('editor').locator('.cm-content').innerText()
  const saved = () => expect.poll(() => page.getByTestId('saved').innerText(), { timeout: 20_000 }).toBe('Saved')
  const addFile = async (name: string) => {
    await page.getByRole('button', { name: 'New file' }).click()
    await page.getByLabel('Name of the new file').fill(name)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
  }
  /** The Recording as the page has it. */
  const events = async (): Promise<readonly Event[]> => {
    const download = page.waitForEvent('download')
    await page.getByTestId('save-run').click()
    return fromJsonl(await readFile(await (await download).path(), 'utf8')).events
  }
  const ticksOf = (all: readonly Event[]) =>
    all.flatMap((event) =>
      event.type === 'basic.publish' && event.body.size < 6 ? [Number(Buffer.from(event.body.base64, 'base64').toString())] : [],
    )
  const ticksShown = async () => {
    const rows = await page.getByTestId('terminal-consumer').locator('.xterm-rows').innerText()
    return [...rows.matchAll(/tick (\d+)/g)].map(([, number]) => Number(number))
  }
  const countUp = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
  /** Neither list has a gap; returns the last tick on the wire. */
  const nothingMissing = async (): Promise<number> => {
    const all = await events()
    expect(all.map(({ seq }) => seq)).toEqual(countUp(1, all.length))
    const ticks = ticksOf(all)
    expect(ticks).toEqual(countUp(1, ticks.length))
    const shown = await ticksShown()
    expect(shown).toEqual(countUp(shown[0] ?? 0, shown.at(-1) ?? 0))
    expect(shown.length).toBeGreaterThan(3)
    return ticks.length
  }

  test('a reload loses nothing', async () => {
    await write(solution + TICKS)
    await page.getByTestId('run-consumer').click()
    await expect.poll(async () => (await ticksShown()).length, { timeout: 15_000 }).toBeGreaterThan(5)
    await page.keyboard.press('ControlOrMeta+End')
    await page.getByTestId('editor').locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.insertText('// typed just before the reload\n')
    await page.reload()
    await connected()
    await expect.poll(text).toContain('typed just before the reload')
    await expect.poll(async () => (await ticksShown()).length).toBeGreaterThan(5)
    expect(await nothingMissing()).toBeGreaterThan(5)
  })

  test('a network cut of 30 s loses nothing, and the page says what it does meanwhile', async () => {
    const before = await nothingMissing()
    network.cut()
    const healed = wait(CUT_MS).then(() => network.heal())
    await addFile('notes.txt')
    await write('typed while the network was cut')
    await page.getByTestId('connection-banner').waitFor({ timeout: CUT_MS })
    expect(await page.getByTestId('connection-banner').innerText()).toContain('What you type is kept in this browser')
    expect(await page.getByTestId('saved').innerText()).toContain('Kept in this browser')
    await picture(page, 'network-cut')
    await healed
    await connected()
    await saved()
    const ticksInTheCut = CUT_MS / 250 / 2 // at least half, on a machine that has more to do
    await expect.poll(async () => (await ticksShown()).at(-1) ?? 0, { timeout: 15_000 }).toBeGreaterThan(before + ticksInTheCut)
    expect(await nothingMissing()).toBeGreaterThan(before + ticksInTheCut)
    await page.reload()
    await connected()
    await page.getByRole('tab', { name: 'notes.txt' }).click()
    await expect.poll(text).toContain('typed while the network was cut')
  })

  test('a lab that is killed and started again has every file, and the last check with its events', async () => {
    await page.getByTestId('stop-consumer').click()
    await page.getByTestId('check').click()
    await page
      .getByTestId('verdict')
      .filter({ hasText: /Passed —|Not passed —/ })
      .waitFor({ timeout: 30_000 })
    const verdict = (await page.getByTestId('verdict').innerText()).split(' —')[0]
    const checked = await events()
    await page.getByTestId('run-consumer').click()
    await expect.poll(async () => ticksOf(await events()).length, { timeout: 15_000 }).toBeGreaterThan(5)
    await page.getByRole('tab', { name: 'notes.txt' }).click()
    await write('typed before the lab was killed')
    await lab.restart()
    await connected()
    await saved()
    await expect.poll(text).toContain('typed before the lab was killed')
    expect(await page.getByRole('tab', { name: 'consumer.js' }).count()).toBe(1)
    await expect.poll(() => page.getByTestId('verdict').innerText()).toContain(verdict)
    expect(await events()).toEqual(checked)
  })
})
