// The guard, tried by a real browser: a page of another origin, in a browser that the lab has let in before and that holds its cookie.
// Such a page must not read the lab, change anything in it, or open a socket by which code would run.
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium, serveLab, type ServedLab } from './served-lab.ts'

const evil = 'evil.example'

describe.skipIf(chromiumPath() === undefined)('a page of another origin', { timeout: 60_000 }, () => {
  let lab: ServedLab
  let foreign: Server
  let foreignPort: number
  let browser: Browser
  let context: BrowserContext

  beforeAll(async () => {
    foreign = createServer((_request, response) => {
      // One that lets itself be framed anywhere, as a page of no origin would be.
      response.setHeader('Content-Type', 'text/html')
      response.end('<!doctype html><title>foreign</title>')
    }).listen(0, '127.0.0.1')
    await once(foreign, 'listening')
    const address = foreign.address()
    foreignPort = typeof address === 'object' && address !== null ? address.port : 0
    // The attacker's own name leads to this machine, as DNS rebinding would have it.
    ;[lab, browser] = await Promise.all([serveLab(), openChromium([`--host-resolver-rules=MAP ${evil} 127.0.0.1`])])
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await lab[Symbol.asyncDispose]()
    foreign.close()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    await context.request.get(lab.entry)
  })
  afterEach(() => context.close())

  const at = async (address: string): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  const session = () => `${lab.entry.replace(/^http/, 'ws').replace(/\?.*/, '')}session?exercise=simple-consumer`
  const lesson = () => new URL('/lessons/sending/', lab.entry).href
  const parts = (): Part[] => [
    { tag: 'script', url: new URL('/pagefind/pagefind.js', lab.entry).href },
    { tag: 'img', url: new URL('/favicon.svg', lab.entry).href },
  ]

  test('is the only one refused: the lab’s own may do all of it', async () => {
    const own = await at(lesson())
    expect(await own.evaluate(dial, session())).toBe('open')
    expect(await own.evaluate(read, lesson())).toContain('<html')
    for (const part of parts()) expect(await own.evaluate(embed, part)).toBe('loaded')
  })

  const origins = {
    'another site': () => `http://${evil}:${foreignPort}/`,
    // Cookies know no ports: this one is "same site", and the browser sends the lab's cookie along.
    'another port of this machine': () => `http://127.0.0.1:${foreignPort}/`,
    'another name of this machine': () => `http://localhost:${foreignPort}/`,
  }
  describe.each(Object.entries(origins))('at %s', (_, address) => {
    test('opens no socket', async () => {
      expect(await (await at(address())).evaluate(dial, session())).toBe('refused')
    })

    test('opens none as a page of no origin either', async () => {
      const page = await at(address())
      const verdict = page.waitForEvent('console')
      await page.evaluate((url) => {
        const frame = document.createElement('iframe')
        frame.setAttribute('sandbox', 'allow-scripts')
        frame.srcdoc = `<script>
          const socket = new WebSocket(${JSON.stringify(url)})
          socket.onopen = () => console.log('open')
          socket.onerror = () => console.log('refused')
        </script>`
        document.body.append(frame)
      }, session())
      expect((await verdict).text()).toMatch(/refused|403/)
    })

    test('reads nothing, by fetch, script or frame', async () => {
      const page = await at(address())
      expect(await page.evaluate(read, lesson())).toBe('refused')
      for (const part of parts()) expect(await page.evaluate(embed, part)).toBe('refused')
      const framed = page.waitForResponse(lesson())
      await page.evaluate((url) => {
        const frame = document.createElement('iframe')
        frame.src = url
        document.body.append(frame)
      }, lesson())
      expect((await framed).status()).toBe(403)
    })

    test('changes nothing by a form', async () => {
      const page = await at(address())
      const answer = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.evaluate((url) => {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = url
        document.body.append(form)
        form.submit()
      }, lesson())
      expect((await answer).status()).toBe(403)
    })
  })

  test('that takes the lab’s port by a name of its own (DNS rebinding) is shown nothing', async () => {
    const page = await context.newPage()
    const rebound = `http://${evil}:${lab.port}`
    const answer = await page.goto(`${rebound}/lessons/sending/`)
    expect(answer?.status()).toBe(403)
    expect(await page.evaluate(dial, session().replace('127.0.0.1', evil))).toBe('refused')
    // Not even one that has learned the printed address.
    expect((await page.goto(`${rebound}/${new URL(lab.entry).search}`))?.status()).toBe(403)
  })

  test('may lead a person here by the printed address, who then is at home', async () => {
    const page = await at(origins['another site']())
    await page.evaluate((url) => void (location.href = url), lab.entry)
    await page
      .getByRole('link', { name: /^Start/ })
      .first()
      .waitFor()
    expect(page.url()).not.toContain('token')
  })
})

// In the page:

const dial = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url)
    socket.onopen = () => {
      socket.close()
      resolve('open')
    }
    socket.onerror = () => resolve('refused')
  })

const read = (url: string): Promise<string> =>
  fetch(url, { credentials: 'include' }).then(
    (answer) => (answer.ok ? answer.text() : 'refused'),
    () => 'refused',
  )

interface Part {
  readonly tag: 'script' | 'img'
  readonly url: string
}
const embed = ({ tag, url }: Part): Promise<string> =>
  new Promise((resolve) => {
    const element = document.createElement(tag)
    element.onload = () => resolve('loaded')
    element.onerror = () => resolve('refused')
    element.src = url
    document.head.append(element)
  })
