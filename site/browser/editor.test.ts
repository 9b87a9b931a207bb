// The editor tells what is wrong before and after a run, and where.
import { describe, expect, test } from 'vitest'
import { chromiumPath, picture } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const LESSON = 'receiving-and-acknowledging'

describe.skipIf(chromiumPath() === undefined)('the editor', { timeout: 60_000 }, () => {
  const workbench = openedWorkbench()
  /** The line the editor's cursor is in. */
  const cursorLine = () => workbench.page.locator('.cm-lineNumbers .cm-activeLineGutter').innerText()

  const THROWS = ['const total = (points) => {', '  if (!points) throw new TypeError("no points")', '}', 'total()', ''].join('\n')
  const fail = async () => {
    await workbench.open(LESSON)
    await workbench.write(THROWS)
    await workbench.page.getByTestId('run-consumer').click()
    await workbench.page.getByTestId('go-to-error').waitFor()
  }

  test('goes from an error’s stack to its line, by a button under the terminal', async () => {
    await fail()
    const { page } = workbench
    expect(await page.locator('.wb-error-place').innerText()).toContain('TypeError: no points')
    await page.getByTestId('editor').scrollIntoViewIfNeeded()
    await picture(page, 'editor-error-place')
    await page.getByTestId('go-to-error').click()
    // after the next frame: the editor shows the place first
    await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains('cm-content'))).toBe(true)
    await expect.poll(cursorLine).toBe('2')
  })

  test('goes there by a click on the place in the terminal too', async () => {
    await workbench.open(LESSON)
    // what is found at a program's end lengthens the tasks, above the terminal: this one goes on
    await workbench.write("console.log('look at consumer.js:3:1')\n\n// here\nsetInterval(() => {}, 1000)\n")
    const { page } = workbench
    await page.getByTestId('run-consumer').click()
    const terminal = page.getByTestId('terminal-consumer')
    const row = terminal.locator('.xterm-rows > div').filter({ hasText: 'look at consumer.js:3:1' })
    const pointed = async () => {
      const box = await row.locator('span').first().boundingBox()
      if (box) await page.mouse.move(box.x + box.width - 10, box.y + box.height / 2)
      return terminal.locator('.xterm-cursor-pointer').count()
    }
    await expect.poll(pointed).toBe(1)
    await page.mouse.down()
    await page.mouse.up()
    await expect.poll(cursorLine).toBe('3')
    await page.getByTestId('stop-consumer').click()
  })

  test('marks an error of syntax while it is typed, and says what is missing', async () => {
    await workbench.open(LESSON)
    await workbench.write("import amqp from 'amqplib'\nconst queue = ('submissions'\n")
    const { page } = workbench
    const mark = page.getByTestId('editor').locator('.cm-lintRange-error')
    await mark.waitFor()
    expect(await mark.innerText()).toBe('(')
    await page.keyboard.press('F8')
    await mark.hover()
    await page.getByText('This “(” is not closed: a “)” is missing.').first().waitFor()
    await picture(page, 'editor-syntax-error')
    await page.mouse.move(0, 0)
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(')')
    await mark.waitFor({ state: 'detached' })
  })

  test('completes a channel’s methods, and says of each what it takes and does', async () => {
    await workbench.open(LESSON)
    await workbench.write(
      "import amqp from 'amqplib'\nconst connection = await amqp.connect(process.env.AMQP_URL)\nconst channel = await connection.createChannel()\n",
    )
    const { page } = workbench
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('channel.na')
    const chosen = page.locator('.cm-tooltip-autocomplete [aria-selected="true"]')
    await expect.poll(() => chosen.innerText()).toContain('(message, allUpTo?, requeue?)')
    await page.getByText('Gives a delivery back. It is requeued').waitFor()
    await picture(page, 'editor-completion')
    await page.keyboard.press('Enter')
    await expect.poll(() => workbench.text()).toContain('channel.nack')
  })
})
