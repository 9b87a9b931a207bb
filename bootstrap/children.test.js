import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const children = JSON.stringify(join(import.meta.dirname, 'children.js'))

/** Runs a parent that runs `child` in front, and ends with its code. */
const parentOf = (child) => {
  const script = `import { inFront } from ${children}; process.exitCode = await inFront(process.execPath, ['-e', ${JSON.stringify(child)}])`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  parent.stdout.setEncoding('utf8')
  return parent
}

describe('a child in front', () => {
  test('gives its exit code', async () => {
    expect(await once(parentOf('process.exit(7)'), 'close')).toEqual([7, null])
  })

  test('that dies of a signal gives 128 and its number, as in a shell', async () => {
    expect(await once(parentOf('process.kill(process.pid, "SIGTERM")'), 'close')).toEqual([143, null])
  })

  test.each(['SIGINT', 'SIGTERM'])('is told of %s once, and waited for', async (signal) => {
    const parent = parentOf(`
      let told = 0
      process.on('${signal}', () => { told += 1; process.stdin.destroy(); clearInterval(alive); setImmediate(() => { console.log('closed ' + told); process.exitCode = 3 }) })
      const alive = setInterval(() => {}, 1000)
      console.log('ready')`)
    await once(parent.stdout, 'data')
    parent.kill(signal)
    parent.kill(signal)
    const [[text], [code]] = await Promise.all([once(parent.stdout, 'data'), once(parent, 'close')])
    expect([text, code]).toEqual(['closed 1\n', 3])
  })
})
