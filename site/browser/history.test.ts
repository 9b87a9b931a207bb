// Whatever a learner wrote can be found again: each check's text, what a reset or a deletion took, after a reload too.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const solution = path.resolve(import.meta.dirname, '../../exercises/simple-consumer/solution/consumer.js')
const LESSON = 'receiving-and-acknowledging'

describe.skipIf(chromiumPath() === undefined)('the history', { timeout: 90_000 }, () => {
  const workbench = openedWorkbench()
  const entry = (text: string) => workbench.page.getByTestId('history').getByRole('listitem').filter({ hasText: text })

  test('holds each check with its verdict, compares any with the text of now, and brings it back', async () => {
    await workbench.open(LESSON)
    await workbench.write('// my first attempt\n')
    expect(await workbench.check()).toMatch(/^Not passed/)
    await workbench.write(await readFile(solution, 'utf8'))
    expect(await workbench.check()).toMatch(/^Passed/)
    const { page } = workbench
    await page.getByTestId('open-history').click()
    expect(await entry('Check: 4 of 4 tasks, 10 of 10 points').innerText()).toContain('the last that passed')
    const first = entry('Check: 0 of 4 tasks, 0 of 10 points')
    await first.getByRole('button', { name: 'Compare' }).click()
    await expect.poll(() => page.getByTestId('version-diff').innerText()).toContain('my first attempt')
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        await page.getByTestId('history').scrollIntoViewIfNeeded()
        await picture(page, `history-${width}-${colorScheme}`)
        expect(await seriousViolations(page, '.wb-frame'), `${colorScheme}, ${width} wide`).toEqual([])
      }
    await page.setViewportSize({ width: 1280, height: 900 })
    await first.getByRole('button', { name: 'Bring back' }).click()
    await expect.poll(workbench.text).toContain('my first attempt')
    await page.getByTestId('undo').click()
    await expect.poll(workbench.text).toContain('channel.ack(message)')
  })

  test('holds what a deletion and a reset took, after a reload too', async () => {
    await workbench.open(LESSON)
    const { page } = workbench
    await page.getByRole('button', { name: 'New file' }).click()
    await page.getByLabel('Name of the new file').fill('total.js')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await workbench.write('// a file of mine\n')
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByTestId('confirm').click()
    await page.getByRole('tab', { name: 'total.js' }).waitFor({ state: 'detached' })
    await page.getByTestId('reset').click()
    await page.reload()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    await page.getByTestId('open-history').click()
    await entry('Before deleting total.js').getByRole('button', { name: 'Bring back' }).click()
    await page.getByRole('tab', { name: 'total.js' }).click()
    await expect.poll(workbench.text).toContain('a file of mine')
  })

  test('is not needed between two tabs: what is written in one stands in the other, where it is what a check runs', async () => {
    await workbench.open(LESSON)
    const { page } = workbench
    const other = await page.context().newPage()
    await other.goto(page.url())
    await other.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    await page.bringToFront()
    await workbench.write(await readFile(solution, 'utf8'))
    await expect.poll(() => other.getByTestId('editor').locator('.cm-content').innerText()).toContain('channel.ack(message)')
    await other.bringToFront()
    await other.getByTestId('check').click()
    await expect.poll(() => other.getByTestId('verdict').innerText(), { timeout: 30_000 }).toMatch(/^Passed/)
    expect(await page.getByTestId('verdict').innerText()).toMatch(/^Passed/)
  })
})
