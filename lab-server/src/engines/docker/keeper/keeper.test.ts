// The keeper as it stands in a container, without one: what it imports is most of what an idle container costs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { Report } from './report.ts'

const keeper = path.join(import.meta.dirname, 'keeper.ts')
const exercises = path.resolve(import.meta.dirname, '../../../../../exercises')
/** Refuses the packages the image lacks. */
const HOOK = `import { registerHooks } from 'node:module'
registerHooks({ resolve(name, context, next) { if (name === 'zod') throw new Error('the keeper imports zod'); return next(name, context) } })`

test('it takes orders, and needs no zod for that', async () => {
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(HOOK)}`, keeper, exercises], { stdio: 'pipe' })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const reports: Report[] = []
  const lines = createInterface({ input: child.stdout }).on('line', (line) => reports.push(JSON.parse(line) as Report))
  const next = async () => {
    await Promise.race([once(lines, 'line'), once(child, 'exit')])
    return reports.at(-1) ?? expect.fail(said)
  }
  expect(await next()).toEqual({ type: 'ready' })
  child.stdin.write('{"type":"input","program":1,"text":"a"}\n{"type":"kill","id":7,"program":1,"signal":"SIGTERM"}\n')
  expect(await next()).toEqual({ type: 'done', id: 7 })
  child.stdin.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})
