// What the README promises, done by a browser: open the page, read, edit, run, and be told from the wire.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerUnavailable } from './docker-found.ts'
import { chromiumPath, picture, seriousViolations } from './served-lab.ts'
import { openedWorkbench } from './workbench.fixture.ts'

const exercises = path.resolve(import.meta.dirname, '../../exercises')
const program = (file: string) => readFile(path.join(exercises, file), 'utf8')
const LESSON = 'receiving-and-acknowledging'

const engines = [
  { engine: 'embedded', found: true },
  { engine: 'docker', found: (await dockerUnavailable()) === undefined },
].filter(({ found }) => found)

describe.skipIf(chromiumPath() === undefined).each(engines)('in a browser, on the $engine engine', { timeout: 60_000 }, ({ engine }) => {
  const workbench = openedWorkbench({ LAB_ENGINE: engine })
  const part = (name: string) => workbench.page.getByTestId(name)
  const shown = (name: string) => picture(workbench.page, `${name}-${engine}`)

  test('a newcomer’s first verdict takes three clicks', async () => {
    await workbench.page.goto(workbench.lab.entry)
    expect(workbench.page.url(), 'the token does not stay in the address').not.toContain('token')
    await workbench.page
      .getByRole('link', { name: /^Start/ })
      .first()
      .click()
    await part('open-workbench').click()
    expect(await workbench.check()).toMatch(/^Not passed/)
    await shown('first-verdict')
  })

  test('the solution passes, and never acknowledging fails with its own words and events', async () => {
    await workbench.open(LESSON)
    await workbench.write(await program('simple-consumer/solution/consumer.js'))
    expect(await workbench.check()).toMatch(/^Passed — 4 of 4/)
    await part('verdict').scrollIntoViewIfNeeded()
    await shown('solution-passes')

    await workbench.write(await program('simple-consumer/mistakes/never-acks/consumer.js'))
    expect(await workbench.check()).toMatch(/^Not passed/)
    const task = part('task-acks-each-once')
    await expect.poll(() => task.getAttribute('data-status')).toBe('fail')
    expect(await task.innerText()).toContain('You never acknowledged: 10 messages delivered')
    await task.getByRole('button').first().click()
    await part('events').locator('[data-evidence]').first().waitFor()
    await shown('never-acks')
  })

  test('a free run shows its output and its findings while it runs, and a reload brings all back', async () => {
    await workbench.open(LESSON)
    await workbench.write(await program('simple-consumer/solution/consumer.js'))
    await part('run-consumer').click()
    const status = (task: string) => part(`task-${task}`).getAttribute('data-status')
    await expect.poll(() => status('acks-after-work'), { timeout: 10_000 }).toBe('pass')
    await expect.poll(() => part('terminal-consumer').innerText(), { timeout: 10_000 }).toContain('graded')
    await shown('free-run')

    await workbench.page.reload()
    // opened before, it opens by itself once it is scrolled to: a click on its button could come too late for the button
    await workbench.page.locator('#workbench').scrollIntoViewIfNeeded()
    await expect.poll(() => part('editor').innerText(), { timeout: 10_000 }).toContain('channel.ack(message)')
    await expect.poll(() => part('terminal-consumer').innerText(), { timeout: 10_000 }).toContain('graded')
    await expect.poll(() => status('acks-after-work')).toBe('pass')
    await part('stop-consumer').click()
    await part('run-consumer').waitFor()
  })

  test('what if it died at its third message: it is started again, and gets that one once more', async () => {
    await workbench.open(LESSON)
    await workbench.write(await program('simple-consumer/solution/consumer.js'))
    await part('what-if').locator('summary').click()
    await part('what-if-prefetch').selectOption('of 1')
    await part('what-if-crash').selectOption('as it gets message')
    expect(await part('what-if-code').innerText()).toContain('await channel.prefetch(1)')
    await part('what-if-run').click()
    const events = part('events')
    await events.getByText('redelivered').first().waitFor({ timeout: 20_000 })
    await expect.poll(() => part('terminal-consumer').innerText(), { timeout: 10_000 }).toContain('graded')
    expect(await seriousViolations(workbench.page)).toEqual([])
    await shown('what-if')
    await events.getByLabel('Filter').fill('process.start')
    await events.getByText('start 2').waitFor()
    await part('stop-consumer').click()
    await workbench.page.locator('[data-testid="run-consumer"][aria-disabled="false"]').waitFor()
  })

  test('a server that is killed and started again is survived by the page', async () => {
    workbench.expected = /WebSocket|ERR_CONNECTION/
    await workbench.open(LESSON)
    await workbench.write(`// kept over a restart\n${await program('simple-consumer/solution/consumer.js')}`)
    await workbench.lab.restart()
    await workbench.page.locator('[data-testid="connection"][data-state="open"]').waitFor({ timeout: 15_000 })
    expect(await workbench.check()).toMatch(/^Passed/)
    expect(await workbench.text()).toContain('kept over a restart')
  })

  test('the solution is shown beside the learner’s text, and a reset can be undone', async () => {
    await workbench.open(LESSON)
    await workbench.write('// my own text\n')
    await part('solution').click()
    await part('confirm').click()
    await part('solution-diff').locator('.cm-editor').first().waitFor()
    await shown('solution-diff')
    await part('solution').click()
    await part('reset').click()
    await expect.poll(() => part('editor').innerText()).not.toContain('my own text')
    await part('undo').click()
    await expect.poll(() => part('editor').innerText()).toContain('my own text')
  })
})
