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

describe('a child behind a line of progress', () => {
  const quietly = (child) => {
    const script = `import { quietly } from ${children}
      const child = quietly('Building', process.execPath, ['-e', ${JSON.stringify(child)}])
      child.then(({ code, output }) => console.log(code + ' ' + output), (error) => console.log(error.message + ' ' + error.advice))`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [parent.stdout, parent.stderr]) stream.setEncoding('utf8')
    return parent
  }

  test('that fails gives its code and what it said', async () => {
    const [text] = await once(quietly('console.log("line 3 is wrong"); process.exitCode = 4').stdout, 'data')
    expect(text).toBe('4 line 3 is wrong\n\n')
  })

  test('that a Ctrl-C ended is no failure, and told as stopped', async () => {
    const parent = quietly('setInterval(() => {}, 1000)')
    await once(parent.stderr, 'data')
    parent.kill('SIGINT')
    const [text] = await once(parent.stdout, 'data')
    expect(text).toBe('Stopped before the end. The same command takes it up again.\n')
  })
})
