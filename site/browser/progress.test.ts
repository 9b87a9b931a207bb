// The course remembers where its learner is.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const solution = path.resolve(import.meta.dirname, '../../exercises/simple-consumer/solution/consumer.js')

describe.skipIf(chromiumPath() === undefined)('the course', { timeout: 90_000 }, () => {
  const workbench = openedWorkbench()

  test('shows how far each exercise is, and leads back to the lesson that was open last', async () => {
    await workbench.open('receiving-and-acknowledging')
    const { page } = workbench
    const mark = page
      .locator('nav.sidebar')
      .getByRole('link', { name: /Receiving and acknowledging/ })
      .locator('.lesson-mark')
    await workbench.write('// nothing yet\n')
    await workbench.check()
    await expect.poll(() => mark.innerText()).toContain('0/10')
    await workbench.write(await readFile(solution, 'utf8'))
    await workbench.check()
    await expect.poll(() => mark.innerText()).toContain('✓')

    await page.goto(new URL('/lessons/fair-dispatch/', workbench.lab.entry).href)
    expect(await mark.innerText(), 'on every page').toContain('✓')
    await page.goto(new URL('/', workbench.lab.entry).href)
    expect(
      await page
        .locator('ol.lessons')
        .getByRole('link', { name: /Receiving and acknowledging/ })
        .innerText(),
    ).toContain('(passed)')
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        await picture(page, `continue-${width}-${colorScheme}`)
        expect(await seriousViolations(page), `${colorScheme}, ${width} wide`).toEqual([])
      }
    await page.getByRole('link', { name: 'Continue with “Fair dispatch”' }).click()
    await page.waitForURL('**/lessons/fair-dispatch/')
  })
})
