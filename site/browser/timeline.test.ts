// The timeline answers three questions without a legend: which message is unacknowledged, who holds it, why this verdict. To eyes in its
// pictures, to keys and ears in its words.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const exercises = path.resolve(import.meta.dirname, '../../exercises')
const program = (file: string) => readFile(path.join(exercises, file), 'utf8')

describe.skipIf(chromiumPath() === undefined)('the timeline in the workbench', { timeout: 60_000 }, () => {
  const workbench = openedWorkbench()
  const checkWith = async (file: string) => {
    await workbench.write(await program(file))
    await workbench.check()
    // the verdict may be there before its last events are in the lanes
    const seen = await workbench.page.getByTestId('events').getAttribute('data-count')
    await expect.poll(() => timeline().getAttribute('data-count')).toBe(seen)
  }
  /** A free run, until what it was given is with it; a session that ran before has given more. */
  const run = async (file: string) => {
    const stop = workbench.page.getByTestId('stop-consumer')
    // it may run since another test
    if ((await stop.getAttribute('aria-disabled')) === 'false') await stop.click()
    await workbench.write(await program(file))
    await workbench.page.getByTestId('run-consumer').click()
    await expect.poll(async () => Number(await timeline().getAttribute('data-unacked')), { timeout: 15_000 }).toBeGreaterThan(4)
  }
  const timeline = () => workbench.page.getByTestId('timeline')
  const standing = () => workbench.page.getByTestId('standing').innerText()
  const focused = () =>
    workbench.page.evaluate(() => (document.activeElement instanceof HTMLElement ? (document.activeElement.dataset['testid'] ?? '') : ''))
  const shown = async (name: string) => {
    await timeline().scrollIntoViewIfNeeded()
    await picture(workbench.page, `timeline-${name}`)
  }

  test('by keys alone a message is chosen, its story read, its frame seen, and the timeline left', async () => {
    await workbench.open('receiving-and-acknowledging')
    await run('simple-consumer/mistakes/never-acks/consumer.js')
    await shown('unacknowledged')
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('ArrowRight')
    await expect.poll(standing).toMatch(/^Message \S+ is unacknowledged: consumer holds it, on channel 1, since \d+ ms\. \(1 of \d+\)$/)
    await workbench.page.keyboard.press('ArrowRight')
    await expect.poll(standing).toContain('(2 of ')
    expect(await workbench.page.getByTestId('story').innerText()).toContain('Unacknowledged with consumer: message')
    expect(await workbench.page.getByTestId('fields').innerText()).toMatch(/deliveryTag\s+2/)
    await workbench.page.keyboard.press('Enter')
    expect(await focused()).toBe('standing')
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('Tab')
    expect(await focused(), 'Tab leaves the lanes').not.toBe('lanes')
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('Escape')
    await expect.poll(standing).toBe('')
  })

  test('a finding shows its events in the lanes, and a message the findings that rest on it', async () => {
    await workbench.open('receiving-and-acknowledging')
    await checkWith('simple-consumer/mistakes/never-acks/consumer.js')
    await shown('left-unacknowledged')
    const task = workbench.page.getByTestId('task-acks-each-once').getByRole('button')
    await task.click()
    expect(await workbench.page.getByTestId('why').innerText()).toContain('You never acknowledged: 10 messages delivered')
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('Home')
    await shown('why')
    const rests = workbench.page.getByTestId('story').getByRole('button', { name: 'You never acknowledged' })
    expect(await rests.getAttribute('aria-pressed')).toBe('true')
    await rests.click()
    await workbench.page.getByTestId('why').waitFor({ state: 'detached' })
    expect(await task.getAttribute('aria-pressed')).toBe('false')
  })

  test('a click on a bar chooses its message', async () => {
    await workbench.open('receiving-and-acknowledging')
    await run('simple-consumer/mistakes/never-acks/consumer.js')
    const box = await workbench.page.getByTestId('lanes').boundingBox()
    if (box === null) throw new Error('the lanes are not drawn')
    // what is with the consumer lasts: its bars reach to the right edge
    await expect
      .poll(async () => {
        for (let y = box.height - 10; y > 20; y -= 9) {
          await workbench.page.getByTestId('lanes').click({ position: { x: box.width - 30, y } })
          if ((await standing()).includes('is unacknowledged: consumer holds it')) return true
        }
        return false
      })
      .toBe(true)
  })

  test('a message that was redelivered is told with its return', async () => {
    await workbench.open('crash-and-redeliver')
    await checkWith('crash-and-redeliver/solution/consumer.js')
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('Home')
    await expect
      .poll(async () => {
        await workbench.page.keyboard.press('ArrowRight')
        return workbench.page.getByTestId('story').innerText()
      })
      .toMatch(/The socket of consumer ends[^]*flagged redelivered/)
    await shown('redelivered')
  })

  test('a filter leaves the messages it is about, to the keys and in the table', async () => {
    await workbench.open('crash-and-redeliver')
    await checkWith('crash-and-redeliver/solution/consumer.js')
    await workbench.page.getByTestId('timeline-filter').fill('redelivered')
    await workbench.page.getByTestId('messages').getByText('The same as a table').click()
    const rows = workbench.page.getByTestId('messages').locator('tbody tr')
    await expect.poll(() => rows.count()).toBeGreaterThan(0)
    const deliveries = await rows.locator('td:nth-child(3)').allInnerTexts()
    expect(
      deliveries.map(Number).every((count) => count > 1),
      String(deliveries),
    ).toBe(true)
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('Home')
    await expect.poll(standing).toContain(await rows.first().locator('button').innerText())
    await shown('filter')
  })

  test('the broker shows which messages are unacknowledged and who holds them, in its picture and its tables', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await workbench.page.emulateMedia({ colorScheme })
      await workbench.page.setViewportSize({ width: 1280, height: 900 })
      await workbench.open('receiving-and-acknowledging')
      await run('simple-consumer/mistakes/never-acks/consumer.js')
      await workbench.page.getByRole('tab', { name: 'Broker' }).click()
      const broker = workbench.page.getByTestId('broker')
      const drawn = broker.getByRole('img')
      await expect
        .poll(() => drawn.getAttribute('aria-label'))
        .toMatch(/^Queue submissions: ready .*; \d+ unacknowledged\..* consumer on channel 1 holds \d+ unacknowledged: messages /)
      await broker.scrollIntoViewIfNeeded()
      await picture(workbench.page, `broker-1280-${colorScheme}`)
      await broker.getByText('The same as tables').click()
      expect(await broker.locator('tbody').nth(1).innerText()).toMatch(
        /consumer, connection \d+, channel 1\s+submissions\s+no prefetch\s+\d+ unacknowledged: messages/,
      )
      expect(await seriousViolations(workbench.page, '.wb-frame'), colorScheme).toEqual([])
      await workbench.page.setViewportSize({ width: 390, height: 844 })
      await workbench.page.getByRole('tab', { name: 'Broker' }).click()
      await drawn.waitFor()
      await broker.scrollIntoViewIfNeeded()
      await picture(workbench.page, `broker-390-${colorScheme}`)
      expect(await workbench.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${colorScheme}, 390 wide`).toBe(true)
      expect(await seriousViolations(workbench.page, '.wb-frame'), `${colorScheme}, 390 wide`).toEqual([])
    }
  }, 120_000)

  test('it has no serious axe violation, light and dark, wide and narrow', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await workbench.page.emulateMedia({ colorScheme })
      await workbench.page.setViewportSize({ width: 1280, height: 900 })
      await workbench.open('receiving-and-acknowledging')
      await checkWith('simple-consumer/mistakes/acks-twice/consumer.js')
      await workbench.page.getByTestId('lanes').focus()
      await workbench.page.keyboard.press('Home')
      await workbench.page.getByTestId('story').waitFor()
      await shown(`1280-${colorScheme}`)
      expect(await seriousViolations(workbench.page, '.wb-frame'), colorScheme).toEqual([])
      await workbench.page.setViewportSize({ width: 390, height: 844 })
      await workbench.page.getByRole('tab', { name: 'Timeline' }).click()
      await shown(`390-${colorScheme}`)
      expect(await seriousViolations(workbench.page, '.wb-frame'), `${colorScheme}, 390 wide`).toEqual([])
    }
  }, 120_000)

  test('ten thousand events are followed as they come', async () => {
    await workbench.open('receiving-and-acknowledging')
    await workbench.write(FLOOD)
    await workbench.page.getByTestId('run-consumer').click()
    await expect.poll(async () => Number(await timeline().getAttribute('data-count')), { timeout: 30_000 }).toBeGreaterThan(10_000)
    await expect.poll(() => timeline().getAttribute('data-unacked'), { timeout: 10_000 }).toBe('0')
    await workbench.page.getByTestId('lanes').focus()
    await workbench.page.keyboard.press('End')
    await expect.poll(standing).toContain('is acknowledged, and gone.')
    await shown('flood')
  })
})

const FLOOD = `import amqp from 'amqplib'
const connection = await amqp.connect(process.env.AMQP_URL)
const channel = await connection.createChannel()
await channel.assertQueue('flood', { autoDelete: true })
await channel.prefetch(100)
await channel.consume('flood', (message) => channel.ack(message))
for (let at = 1; at <= 3400; at++) channel.sendToQueue('flood', Buffer.from(String(at)))
`
