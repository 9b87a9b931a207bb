// A machine whose Docker engine answers but has none of the lab's images: the lab starts at once without them, and its pages offer them.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium, picture, seriousViolations, serveLab, type ServedLab } from './served-lab.ts'

/** An engine with no image, whose registry denies every pull. */
const engine = createServer((request, response) => {
  const answer = (status: number, message: string) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message }))
  if (/\/_ping$/.test(request.url ?? '')) return void response.writeHead(200).end('OK')
  if (/\/images\/create/.test(request.url ?? '')) return void answer(404, 'pull access denied: repository does not exist')
  answer(404, 'no such image')
})

describe.skipIf(chromiumPath() === undefined)('where Docker lacks the lab’s images', { timeout: 60_000 }, () => {
  let folder: string
  let lab: ServedLab
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ackademy-engine-'))
    const socket = path.join(folder, 'docker.sock')
    engine.listen(socket)
    await once(engine, 'listening')
    ;[lab, browser] = await Promise.all([serveLab({ LAB_ENGINE: '', DOCKER_HOST: `unix://${socket}` }), openChromium()])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await lab[Symbol.asyncDispose]()
    engine.closeAllConnections()
    engine.close()
    await rm(folder, { recursive: true })
  })

  test('a lesson is worked on at once, the images are offered with their cost, and it is said why they can’t be had', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(lab.entry)
    await page.goto(new URL('/lessons/receiving-and-acknowledging/', lab.entry).href)
    await page.getByTestId('open-workbench').click()
    await page.locator('[data-testid="check"][aria-disabled="false"]').waitFor()
    expect(await page.getByTestId('engine').innerText()).toContain('embedded engine')

    const offer = page.getByTestId('images')
    expect(await offer.innerText()).toMatch(/Docker answers here, but the lab’s images are missing: about \d+ MB on the disk/)
    await picture(page, 'images-offered')
    expect(await seriousViolations(page)).toEqual([])

    await page.getByTestId('get-images').click()
    await page.locator('[data-testid="images"][data-state="failed"]').waitFor()
    expect(await offer.innerText()).toContain('pull access denied')
    expect(await page.getByTestId('get-images').innerText()).toBe('Try again')
  })
})
