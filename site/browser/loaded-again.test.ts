// When a network interface comes or goes, as Docker's do with each container, Chromium gives up what a page waits for.
import { describe, expect, test } from 'vitest'
import { chromiumPath } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

describe.skipIf(chromiumPath() === undefined)('a page', { timeout: 60_000 }, () => {
  const workbench = openedWorkbench()

  test('asks again for each script and style that could not be loaded, and for the workbench', async () => {
    workbench.expected = /ERR_CONNECTION_RESET/
    const { page, lab } = workbench
    const asked = new Map<string, number>()
    await page.context().request.get(lab.entry) // for its cookie: a page would fill the cache
    await page.route(/\.(js|css)$/, (route) => {
      const { pathname } = new URL(route.request().url())
      const times = (asked.get(pathname) ?? 0) + 1
      asked.set(pathname, times)
      return times === 1 ? route.abort('connectionreset') : route.continue()
    })
    await page.goto(new URL('/lessons/receiving-and-acknowledging/#workbench', lab.entry).href)
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    // Starlight's search loads its own, once the page is idle
    const once = [...asked].filter(([file, times]) => times === 1 && !file.includes('ui-core')).map(([file]) => file)
    expect(once).toEqual([])
    const kinds = new Set([...asked.keys()].map((file) => file.split('.').at(-1)))
    expect([...kinds].toSorted()).toEqual(['css', 'js'])
  })
})
