// lab watch as a person uses it: its command, a program of one's own in another AMQP client, and the page that it leads to.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from 'playwright-core'
import { Connection } from 'rabbitmq-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embeddedRabbitMq } from '../../lab-server/src/services/embedded-rabbitmq.ts'
import { amqpUrl, type SharedRabbitMq, type VirtualHost } from '../../lab-server/src/services/rabbitmq.ts'
import { chromiumPath, openChromium, picture, seriousViolations } from './served-lab.ts'

const lab = path.resolve(import.meta.dirname, '../../lab-server/src/cli/lab.ts')

describe.skipIf(chromiumPath() === undefined)('lab watch', { timeout: 60_000 }, () => {
  let browser: Browser
  let rabbit: SharedRabbitMq
  let host: VirtualHost
  beforeAll(async () => {
    ;[browser, rabbit] = await Promise.all([openChromium(), embeddedRabbitMq()])
    host = await rabbit.open()
  })
  afterAll(async () => {
    await browser.close()
    await host[Symbol.asyncDispose]()
    await rabbit[Symbol.asyncDispose]()
  })

  /** The command, once it watches: the page's address, and where a program is to dial. */
  const watch = async () => {
    const { host: to, port } = host.endpoint
    const child = spawn(process.execPath, [lab, 'watch', '--to', `amqp://${to}:${port}`, '--listen', '0', '--quiet', '1'], {
      env: { ...process.env, PORT: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    for await (const line of createInterface({ input: child.stdout })) {
      said += `${line}\n`
      if (/^See the wire at|^There is no page/.test(line)) break
    }
    const page = /See the wire at (\S+)/.exec(said)?.[1] ?? expect.unreachable(said)
    const dialled = Number(/dial 127\.0\.0\.1:(\d+)/.exec(said)?.[1])
    return {
      page,
      address: amqpUrl(host, { host: '127.0.0.1', port: dialled }),
      async [Symbol.asyncDispose]() {
        if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'exit')
      },
    }
  }

  test('leads to a page where the wire of the program is drawn as it goes, and its mistakes are named', async () => {
    await using watching = await watch()
    await using context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(watching.page)
    const watched = page.getByTestId('watched')
    await watched.getByText('No program has dialled yet').waitFor()
    expect(page.url(), 'the token does not stay in the address').not.toContain('token')

    const rabbitMq = new Connection(watching.address)
    await rabbitMq.queueDeclare({ queue: 'jobs', durable: true })
    const publisher = rabbitMq.createPublisher({ confirm: true })
    for (const id of ['a', 'b', 'c']) await publisher.send({ routingKey: 'jobs', messageId: id }, { id })
    // one that keeps every acknowledgement back
    const channel = await rabbitMq.acquire()
    await channel.basicConsume({ queue: 'jobs' }, () => undefined)
    await page.getByTestId('mistakes').getByText('never-acks').waitFor({ timeout: 20_000 })
    await page.getByTestId('timeline').and(page.locator('[data-unacked="3"]')).waitFor()
    await page.getByTestId('mistakes').getByRole('button').first().click()
    await page.getByTestId('events').locator('[data-evidence]').first().waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await picture(page, 'watch')
    await page.getByRole('tab', { name: 'Broker' }).click()
    await watched.getByText('jobs').first().waitFor()
    await picture(page, 'watch-broker')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await seriousViolations(page)).toEqual([])
    await picture(page, 'watch-narrow')
    await channel.close()
    await publisher.close()
    await rabbitMq.close()
    expect(problems).toEqual([])
  })

  test('that has ended says so on its page, and what came stays', async () => {
    await using context = await browser.newContext()
    const page = await context.newPage()
    {
      await using watching = await watch()
      await page.goto(watching.page)
      const rabbitMq = new Connection(watching.address)
      await rabbitMq.queueDeclare({ queue: 'once' })
      await page.getByTestId('events').getByText('queue once').first().waitFor()
      await rabbitMq.close()
    }
    await page.locator('[data-testid="watched"][data-state="lost"]').waitFor()
    expect(await page.getByTestId('events').innerText()).toContain('queue once')
  })

  test('is not there on a page that it does not serve', async () => {
    await using watching = await watch()
    const other = await fetch(new URL('/api/watch', watching.page))
    expect(other.status, 'without the token').toBe(403)
  })
})
