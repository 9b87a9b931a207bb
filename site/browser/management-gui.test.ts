// RabbitMQ's management pages, as a learner reaches them from the workbench: a program runs, and its queue is seen there.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium, picture, seriousViolations, serveLab, type ServedLab } from './served-lab.ts'

const url = process.env['LAB_RABBITMQ_URL']
const admin = process.env['LAB_RABBITMQ_ADMIN']
const neverAcks = path.resolve(import.meta.dirname, '../../exercises/simple-consumer/mistakes/never-acks/consumer.js')

interface Case {
  readonly name: string
  readonly env: Record<string, string>
  readonly skip?: boolean
  /** Where the queue's figures stand. */
  readonly queues: (page: Page) => Promise<string>
  readonly ours: boolean
}
const cases: readonly Case[] = [
  { name: 'the lab’s own broker', env: {}, ours: true, queues: (page) => page.getByRole('row', { name: /^submissions classic/ }).innerText() },
  {
    name: 'a RabbitMQ that was given',
    env: { AMQP_URL: url ?? '', LAB_RABBITMQ_ADMIN: admin ?? '' },
    skip: url === undefined || admin === undefined,
    ours: false,
    queues: async (page) => {
      await page.getByRole('link', { name: 'Queues', exact: true }).click()
      return page.locator('table.list tr', { hasText: 'submissions' }).first().innerText({ timeout: 15_000 })
    },
  },
]

describe.skipIf(chromiumPath() === undefined).each(cases.filter(({ skip }) => skip !== true))('with $name', { timeout: 60_000 }, (one) => {
  let lab: ServedLab
  let browser: Browser
  beforeAll(async () => {
    ;[lab, browser] = await Promise.all([serveLab(one.env), openChromium()])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await lab[Symbol.asyncDispose]()
  })

  test('the management opens from the workbench, logged in, and shows what is unacknowledged', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await page.goto(lab.entry)
    await page.goto(new URL('/lessons/receiving-and-acknowledging/', lab.entry).href)
    await page.getByTestId('open-workbench').click()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    await page.getByTestId('editor').locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(await readFile(neverAcks, 'utf8'))
    await page.getByTestId('run-consumer').click()
    await page.getByTestId('stop-consumer').waitFor()

    const opening = context.waitForEvent('page')
    await page.getByTestId('management').click()
    const gui = await opening
    await gui.waitForURL(/^http:\/\/simple-consumer\.rabbitmq\.localhost:\d+\//)
    await expect.poll(() => one.queues(gui), { timeout: 20_000, interval: 500 }).toMatch(/^submissions\s[\s\S]*\b5\b/)
    expect(gui.url(), 'the token does not stay in the address').not.toContain('token')
    await picture(gui, `management-${one.ours ? 'embedded' : 'rabbitmq'}`)
    if (one.ours) expect(await seriousViolations(gui)).toEqual([])

    // what runs here can do nothing at the lab: asked for another exercise's management, that would open a session of it
    const address = new URL('/api/management/fair-dispatch', lab.entry).href
    const ask = () => gui.evaluate((url) => fetch(url, { credentials: 'include', mode: 'no-cors' }).then(() => undefined), address)
    await expect(ask()).rejects.toThrow('Failed to fetch')
    expect(await (await fetch(new URL('/metrics', lab.entry))).text()).toMatch(/^ackademy_sessions 1$/m)
    await context.close()
  })
})
