// What depends on where programs run, once through on each engine: a run and what is seen of it, a reload in its middle, what if, files that
// require each other and are run again on save, a stack trace, a check with its evidence, and what the history brings back.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { engines } from './engines.ts'
import { chromiumPath, picture } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const solution = path.resolve(import.meta.dirname, '../../exercises/simple-consumer/solution/consumer.js')
const LESSON = 'receiving-and-acknowledging'
const TOTAL = 'exports.total = (points) => points.reduce((sum, point) => sum + point, 0)\n'
const THROWS = "exports.total = () => {\n  throw new TypeError('no points')\n}\n"
/** Holds two deliveries and never acknowledges. Numbers in the terminal, so that a gap is seen. */
const HOLDS = `const amqp = require('amqplib')
const { total } = require('./total.js')

const main = async () => {
  const connection = await amqp.connect(process.env.AMQP_URL)
  const channel = await connection.createChannel()
  await channel.prefetch(2)
  await channel.consume('submissions', (message) => {
    const { points } = JSON.parse(message.content.toString())
    console.log('total ' + total(points) + ';')
  })
  let number = 0
  setInterval(() => process.stdout.write(++number + ','), 500)
}
main()
`

describe.skipIf(chromiumPath() === undefined).each(engines)('on the $engine engine', { timeout: 90_000 }, ({ engine, env }) => {
  const workbench = openedWorkbench(env)
  const part = (name: string) => workbench.page.getByTestId(name)
  const shown = async (name: string, seen: string) => {
    await part(seen).scrollIntoViewIfNeeded()
    await picture(workbench.page, `${name}-${engine}`)
  }
  const terminal = async () => (await part('terminal-consumer').locator('.xterm-rows').innerText()).replaceAll(/[\n\u00a0]/g, '')
  const counted = async () => [...(await terminal()).matchAll(/(\d+),/g)].map(([, number]) => Number(number))
  const unacked = async () => Number(await part('timeline').getAttribute('data-unacked'))
  const events = async () => Number(await part('timeline').getAttribute('data-count'))
  const atTheBroker = () => part('broker').getByRole('img').getAttribute('aria-label')
  const tab = (name: string) => workbench.page.getByRole('tab', { name })
  const stop = async () => {
    const button = part('stop-consumer')
    if ((await button.getAttribute('aria-disabled')) === 'false') await button.click()
    await workbench.page.locator('[data-testid="run-consumer"][aria-disabled="false"]').waitFor()
  }
  const twoFiles = async () => {
    await workbench.open(LESSON)
    await stop()
    await workbench.write(HOLDS)
    if ((await tab('total.js').count()) > 0) await tab('total.js').click()
    else {
      await workbench.page.getByRole('button', { name: 'New file' }).click()
      await workbench.page.getByLabel('Name of the new file').fill('total.js')
      await workbench.page.getByRole('button', { name: 'Add', exact: true }).click()
    }
    await workbench.write(TOTAL)
  }

  test('a run is seen in terminal, timeline and broker, and a reload in its middle loses nothing', async () => {
    await twoFiles()
    await part('run-consumer').click()
    await expect.poll(counted, { timeout: 15_000 }).toContain(3)
    expect(await terminal(), 'by the second file').toMatch(/total \d+;/)
    await expect.poll(unacked).toBe(2)
    await shown('run', 'timeline')
    const before = await events()

    await workbench.page.keyboard.press('ControlOrMeta+End')
    await workbench.page.keyboard.insertText('// typed just before the reload\n')
    await workbench.page.reload()
    await workbench.page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    expect(await workbench.text()).toContain('typed just before the reload')
    await expect.poll(counted).toContain(6)
    const numbers = await counted()
    expect(numbers, 'none lost, none twice').toEqual(numbers.map((_, index) => index + 1))
    expect(await events()).toBeGreaterThanOrEqual(before)
    expect(await unacked()).toBe(2)

    await tab('Broker').click()
    await expect
      .poll(atTheBroker)
      .toMatch(/^Queue submissions: ready 3\b.*; 2 unacknowledged\..* consumer on channel 1 holds 2 unacknowledged: messages /)
    await shown('run-broker', 'broker')
  })

  test('what if it ran twice with a prefetch of 1: each holds one message', async () => {
    await twoFiles()
    await part('what-if').locator('summary').click()
    await part('what-if-prefetch').selectOption('of 1')
    await part('what-if-copies').selectOption('2 times at once')
    await part('what-if-run').click()
    await tab('Broker').click()
    await expect.poll(atTheBroker, { timeout: 15_000 }).toMatch(/2 unacknowledged\.(.* on channel 1 holds 1 unacknowledged: message ){2}/)
    await shown('what-if-twice', 'broker')
  })

  test('a program is run again on save, and its stack trace leads to a line of its second file', async () => {
    await twoFiles()
    await part('watch').check()
    await part('run-consumer').click()
    await expect.poll(terminal, { timeout: 15_000 }).toContain('2,')
    await workbench.write(THROWS)
    await part('go-to-error').waitFor({ timeout: 15_000 })
    expect(await workbench.page.locator('.wb-error-place').innerText()).toContain('TypeError: no points')
    await tab('consumer.js').click()
    await part('go-to-error').click()
    await expect.poll(workbench.text).toContain('throw new TypeError')
    await expect.poll(() => workbench.page.locator('.cm-lineNumbers .cm-activeLineGutter').innerText()).toBe('2')
    await picture(workbench.page, `stack-trace-${engine}`)
    await part('watch').uncheck()
  })

  test('a check says why, by its events, and its text is brought back after the next one has passed', async () => {
    await twoFiles()
    await tab('consumer.js').click()
    expect(await workbench.check()).toMatch(/^Not passed — \d of 4/)
    const task = part('task-acks-each-once').getByRole('button')
    await task.click()
    expect(await part('why').innerText()).toContain('You never acknowledged: 2 messages delivered')
    await workbench.page.locator('[data-testid="events"] [data-evidence]').first().waitFor()
    await part('lanes').focus()
    await workbench.page.keyboard.press('Home')
    await expect.poll(() => part('standing').innerText()).toContain('It was delivered before, and came back.')
    await shown('check-why', 'timeline')

    await workbench.write(await readFile(solution, 'utf8'))
    expect(await workbench.check()).toMatch(/^Passed — 4 of 4/)
    await expect.poll(() => workbench.page.locator('nav.sidebar .lesson-mark').first().innerText()).toContain('✓')
    await part('open-history').click()
    const first = part('history')
      .getByRole('listitem')
      .filter({ hasText: /Check: \d of 4 tasks/ })
      .filter({ hasNotText: '4 of 4' })
    await first.getByRole('button', { name: 'Compare' }).click()
    await expect.poll(() => part('version-diff').innerText()).toContain('channel.prefetch(2)')
    await shown('history', 'history')
    await first.getByRole('button', { name: 'Bring back' }).click()
    await expect.poll(workbench.text).toContain('channel.prefetch(2)')
  })
})
