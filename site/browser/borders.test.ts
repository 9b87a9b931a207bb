// The workbench divided as its learner likes it: by keys, by dragging, and kept.
import { describe, expect, test } from 'vitest'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

describe.skipIf(chromiumPath() === undefined)('the borders in the workbench', { timeout: 60_000 }, () => {
  const workbench = openedWorkbench()
  const lesson = 'receiving-and-acknowledging'
  const widthOfCode = async () => (await workbench.page.getByTestId('editor').boundingBox())?.width ?? 0
  const heightOfTerminal = async () => (await workbench.page.getByTestId('terminal-consumer').boundingBox())?.height ?? 0

  test('are moved by keys, and stay where they were put', async () => {
    await workbench.open(lesson)
    const before = await widthOfCode()
    await workbench.page.getByTestId('border-code').focus()
    await workbench.page.keyboard.press('Home')
    await expect.poll(widthOfCode).toBeLessThan(before * 0.6)
    const narrow = await widthOfCode()
    expect(await seriousViolations(workbench.page)).toEqual([])
    await picture(workbench.page, 'borders')
    await workbench.open(lesson)
    expect(await widthOfCode()).toBe(narrow)
    await workbench.page.getByTestId('border-code').dblclick()
    await expect.poll(widthOfCode).toBe(before)
  })

  test('stay where they are as a program or a check begins', async () => {
    await workbench.open(lesson)
    await workbench.write('setInterval(() => console.log("waits"), 100)\n')
    const tops = await workbench.page.evaluateHandle(() => {
      const seen = new Set<number>()
      const look = () => {
        const top = document.querySelector('.wb-program-list')?.getBoundingClientRect().top
        if (top !== undefined) seen.add(Math.round(top))
        requestAnimationFrame(look)
      }
      look()
      return seen
    })
    await workbench.page.getByTestId('run-consumer').click()
    await workbench.page.getByTestId('terminal-consumer').getByText('waits').first().waitFor()
    expect(await tops.evaluate((seen) => [...seen])).toHaveLength(1)
    await workbench.page.getByTestId('stop-consumer').click()
    await workbench.page.locator('[data-testid="run-consumer"][aria-disabled="false"]').waitFor()
    await tops.evaluate((seen) => seen.clear())
    await workbench.page.getByTestId('check').click()
    await workbench.page.getByTestId('cancel-check').waitFor()
    await workbench.page.getByTestId('terminal-consumer').getByText('── check ──').waitFor()
    expect(await tops.evaluate((seen) => [...seen])).toHaveLength(1)
    await workbench.page.getByTestId('cancel-check').click()
  })

  test('are dragged', async () => {
    await workbench.open(lesson)
    const before = await heightOfTerminal()
    const border = workbench.page.getByTestId('border-terminal')
    await border.scrollIntoViewIfNeeded()
    const { x = 0, y = 0, width = 0 } = (await border.boundingBox()) ?? {}
    await workbench.page.mouse.move(x + width / 2, y + 2)
    await workbench.page.mouse.down()
    await workbench.page.mouse.move(x + width / 2, y + 102, { steps: 5 })
    await workbench.page.mouse.up()
    await expect.poll(heightOfTerminal).toBeGreaterThan(before + 80)
  })

  test('divide the terminals too, which are shown one at a time or all together', async () => {
    await workbench.open('publish-subscribe')
    const { page } = workbench
    const heights = () =>
      Promise.all(['site-1', 'site-2'].map(async (program) => (await page.getByTestId(`terminal-${program}`).boundingBox())?.height ?? 0))
    expect((await heights()).filter((height) => height > 0)).toHaveLength(1)
    await page.getByTestId('together').check()
    await expect.poll(async () => Math.min(...(await heights()))).toBeGreaterThan(90)
    await page.getByTestId('border-terminal').focus()
    await page.keyboard.press('Home')
    await expect.poll(heights).toEqual([96, 96])
    for (const program of ['site-1', 'site-2']) await page.getByTestId(`run-${program}`).click()
    await page.getByTestId('stop-site-2').and(page.locator('[aria-disabled="false"]')).waitFor()
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        if (width === 390) await page.getByRole('tab', { name: 'Programs' }).click()
        await page.getByTestId('together').scrollIntoViewIfNeeded()
        await picture(page, `terminals-${width}-${colorScheme}`)
        expect(await seriousViolations(page, '.wb-programs'), `${colorScheme}, ${width} wide`).toEqual([])
      }
  })
})
