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
})
