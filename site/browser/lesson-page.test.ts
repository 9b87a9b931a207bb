// A lesson page with its workbench, whatever runs the programs: for everyone to read and work, light, and nobody's but who was let in.
import { describe, expect, test } from 'vitest'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

describe.skipIf(chromiumPath() === undefined)('a lesson page', { timeout: 60_000 }, () => {
  const workbench = openedWorkbench()

  test('the workbench has no serious axe violation, light and dark, wide and narrow', async () => {
    const { page } = workbench
    await page.goto(workbench.lab.entry)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto(new URL('/lessons/receiving-and-acknowledging/#workbench', workbench.lab.entry).href)
      await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
      await workbench.check()
      expect(await seriousViolations(page), colorScheme).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      await picture(page, `workbench-390-${colorScheme}`)
      expect(await seriousViolations(page), `${colorScheme}, 390 wide`).toEqual([])
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.getByTestId('verdict').scrollIntoViewIfNeeded()
      await picture(page, `workbench-1280-${colorScheme}`)
    }
  }, 120_000)

  test('a lesson page with its workbench loads at most 320 kB of JavaScript, compressed', async () => {
    const { page } = workbench
    await page.context().request.get(workbench.lab.entry) // for its cookie: a page would fill the cache
    const sizes: Promise<number>[] = []
    page.on('response', (response) => {
      if (!(response.headers()['content-type'] ?? '').includes('javascript')) return
      const size = response.request().sizes()
      sizes.push(size.then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(new URL('/lessons/receiving-and-acknowledging/', workbench.lab.entry).href)
    await page.getByTestId('open-workbench').click()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(60 * 1024)
    expect(bytes).toBeLessThanOrEqual(320 * 1024)
    console.log(`JavaScript of a lesson page with its workbench: ${Math.round(bytes / 1024)} kB compressed`)
  })

  test('a browser that did not come by the printed address is refused', async () => {
    const { page } = workbench
    workbench.expected = /403/
    const answer = await page.goto(new URL('/', workbench.lab.entry).href)
    expect(answer?.status()).toBe(403)
    expect(await page.innerText('body')).toContain('npm start')
  })
})
