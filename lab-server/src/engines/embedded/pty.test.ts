import { describe, expect, test } from 'vitest'
import { noWarden } from './no-warden.ts'
import { watchProcess } from './process.ts'
import { probePty } from './pty.ts'

const probed = probePty()

describe.skipIf('reason' in probed)('a pseudo-terminal', { timeout: 30_000 }, () => {
  test.each([20_000, 60_000])(
    'loses nothing of %i characters printed before the end, though the lab is too busy to read them at once',
    async (count) => {
      if ('reason' in probed) return expect.fail(probed.reason)
      const args = ['-e', `process.stdout.write('x'.repeat(${count}) + 'END')`]
      const terminal = probed.start({ file: process.execPath, args, folder: '/', env: {}, size: { columns: 80, rows: 24 } })
      let text = ''
      terminal.onText((some) => {
        text += some
        // nothing else of the lab's gets a turn meanwhile
        const until = performance.now() + 300
        while (performance.now() < until);
      })
      await terminal.closed
      expect([text.length, text.slice(-3)]).toEqual([count + 3, 'END'])
    },
  )

  test.each(['SIGTERM', 'SIGKILL'] as const)('lets a program be ended by %s right after its start, when it leads no group yet', async (signal) => {
    if ('reason' in probed) return expect.fail(probed.reason)
    for (let time = 0; time < 50; time++) {
      const terminal = probed.start({ file: '/bin/sleep', args: ['60'], folder: '/', env: {}, size: { columns: 80, rows: 24 } })
      const program = watchProcess(terminal, { outputCap: 1000, warden: noWarden })
      await program.kill(signal)
      expect(await program.exited).toEqual({ code: null, signal })
    }
  })
})
