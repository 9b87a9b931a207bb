import { describe, expect, test } from 'vitest'
import { noWarden } from '../../embedded/no-warden.ts'
import { watchProcess } from '../../embedded/process.ts'
import { probePty } from '../../embedded/pty.ts'
import type { StartTerminal } from '../../embedded/terminal.ts'
import { environment } from '../../embedded/workspace.ts'
import { ObservedProgram } from '../../observed-program.ts'
import { carefulStart } from './careful-start.ts'

const probed = probePty()
const pty: StartTerminal = 'start' in probed ? probed.start : () => expect.fail('no pseudo-terminal')
const node = process.execPath
const command = (file: string, ...args: string[]) => ({ file, args, folder: '/', env: environment('/', node), size: { columns: 80, rows: 24 } })

describe.skipIf('reason' in probed || process.platform !== 'linux')('the keeper', () => {
  test('lets a shell begin when its terminal is watched, not before', async () => {
    let watchedAt = 0
    const slow: StartTerminal = (one) => {
      const terminal = pty(one)
      const until = Date.now() + 50
      while (Date.now() < until);
      watchedAt = Date.now()
      return terminal
    }
    const start = carefulStart(slow, { node, processesLeft: () => 1 })
    const shell = watchProcess(start(command('sh', '-c', 'echo "$(date +%s%3N) $0 $1 $(cat /proc/$$/oom_score_adj)"', 'a name', 'b c')), {
      outputCap: 1e6,
      warden: noWarden,
    })
    const { code, text } = await new ObservedProgram(shell).ended()
    const [at, ...others] = text.trim().split(' ')
    expect({ code, others }).toEqual({ code: 0, others: ['a', 'name', 'b', 'c', '1000'] })
    expect(Number(at)).toBeGreaterThanOrEqual(watchedAt)
  })

  test('starts nothing where nearly all processes are taken, and says so', () => {
    const start = carefulStart(() => expect.fail('it was started'), { node, processesLeft: () => 0.05 })
    expect(() => start(command('bash'))).toThrow(
      'bash was not started: nearly all processes that programs here may have, threads included, are taken.',
    )
  })
})
