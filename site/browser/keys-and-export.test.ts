// The workbench by keyboard alone, and what it gives away to be run elsewhere.
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { entriesOf } from '../src/workbench/zip.fixture.ts'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const root = path.resolve(import.meta.dirname, '../..')
const LESSON = 'receiving-and-acknowledging'
const broker = process.env['LAB_RABBITMQ_URL']

describe.skipIf(chromiumPath() === undefined)('the workbench', { timeout: 90_000 }, () => {
  const workbench = openedWorkbench({}, { acceptDownloads: true })
  const focusedPart = () => workbench.page.evaluate(() => document.activeElement?.closest('.wb-part')?.id)

  test('is worked by keys alone, and lists them', async () => {
    await workbench.open(LESSON)
    const { page } = workbench
    await workbench.write("console.log('by a key')\nsetInterval(() => {}, 1000)\n")
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => page.getByTestId('terminal-consumer').innerText()).toContain('by a key')

    const parts = [await focusedPart()]
    for (let count = 0; count < 5; count++) {
      await page.keyboard.press('F6')
      await expect.poll(focusedPart).not.toBe(parts.at(-1))
      parts.push(await focusedPart())
    }
    expect(new Set(parts).size, 'F6 leads through all parts').toBe(5)
    expect(parts.at(-1), 'and round').toBe(parts[0])
    await page.getByTestId('terminal-consumer').click()
    await page.keyboard.press('Shift+F6')
    await expect.poll(focusedPart).not.toBe('wb-part-1')
    while ((await focusedPart()) !== 'wb-part-0') {
      const before = await focusedPart()
      await page.keyboard.press('F6')
      await expect.poll(focusedPart).not.toBe(before)
    }
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('.cm-content')), 'out of the editor').toBeNull()

    await page.getByTestId('show-keys').focus()
    await page.keyboard.press('?')
    await page.getByTestId('keys').waitFor()
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        await picture(page, `keys-${width}-${colorScheme}`)
        expect(await seriousViolations(page, '[data-testid="keys"]'), `${colorScheme}, ${width} wide`).toEqual([])
      }
    await page.keyboard.press('Escape')
    await page.getByTestId('keys').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.dataset['testid'])).toBe('show-keys')

    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    await page.getByTestId('verdict').filter({ hasText: 'Not passed —' }).waitFor({ timeout: 30_000 })
  })

  const exported = async () => {
    const waited = workbench.page.waitForEvent('download')
    await workbench.page.getByTestId('export').click()
    const download = await waited
    expect(download.suggestedFilename()).toBe('simple-consumer.zip')
    const entries = entriesOf(await readFile(await download.path()))
    return Object.fromEntries(entries.map(({ name, text }) => [name, text]))
  }

  test('exports the files with all they need outside', async () => {
    await workbench.open(LESSON)
    await workbench.write('// to be taken along\n')
    const files = await exported()
    expect(files['consumer.js']).toBe('// to be taken along\n')
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['README.md', 'package.json', 'docker-compose.yml', '.env']))
  })

  test.skipIf(broker === undefined)('exports what runs at a RabbitMQ of its own', async () => {
    await workbench.open(LESSON)
    await workbench.write(await readFile(path.join(root, 'exercises/simple-consumer/solution/consumer.js'), 'utf8'))
    expect(await workbench.check()).toMatch(/^Passed/)
    const files = await exported()
    await using virtualHost = await ownVirtualHost()
    const folder = await mkdtemp(path.join(tmpdir(), 'ackademy-export-'))
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
      await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
      const given = { cwd: folder, env: { ...process.env, AMQP_URL: virtualHost.url } }
      await promisify(execFile)(process.execPath, ['--env-file=.env', 'lab-did.mjs'], given)
      const consumer = spawn(process.execPath, ['--env-file=.env', 'consumer.js'], { ...given, stdio: ['ignore', 'pipe', 'inherit'] })
      const graded: string[] = []
      for await (const line of createInterface(consumer.stdout)) {
        if (line.startsWith('graded')) graded.push(line)
        if (graded.length === 10) consumer.kill()
      }
      expect(new Set(graded).size).toBe(10)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

/** At the RabbitMQ the tests were given, and gone afterwards. */
const ownVirtualHost = async () => {
  const admin = new URL(process.env['LAB_RABBITMQ_ADMIN'] ?? '')
  const name = `ackademy-export-${randomUUID()}`
  const authorization = `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString('base64')}`
  const ask = async (method: 'PUT' | 'DELETE') => {
    const answer = await fetch(new URL(`/api/vhosts/${name}`, admin.origin), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
    })
    if (!answer.ok) throw new Error(`${method} ${name}: ${answer.status}`)
  }
  await ask('PUT')
  return { url: `${broker}/${name}`, [Symbol.asyncDispose]: () => ask('DELETE') }
}
