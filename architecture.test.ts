// The import laws must bite. Each offence below is planted in a small house of its own, and the law it breaks must name it.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const root = import.meta.dirname

const Cruise = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })) }),
})

const cruise = async (files: Readonly<Record<string, string>>) => {
  const house = await mkdtemp(join(tmpdir(), 'ackademy-laws-'))
  try {
    for (const [path, text] of Object.entries({ 'tsconfig.json': '{}', 'package.json': '{"type":"module"}', ...files })) {
      await mkdir(dirname(join(house, path)), { recursive: true })
      await writeFile(join(house, path), text)
    }
    const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
    const args = [tool, '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', '.']
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: house, maxBuffer: 16 * 1024 * 1024 })
    return Cruise.parse(JSON.parse(stdout)).summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`)
  } finally {
    await rm(house, { recursive: true, force: true })
  }
}

/** What each offence imports: a file is there for every room. */
const rooms = {
  'contract/recording.ts': 'export const recording = 1',
  'wire/wire.ts': "export { recording } from '../contract/recording.ts'",
  'exercises/_kit/check.ts': "export { recording } from '../../wire/wire.ts'",
  'exercises/one/checks.ts': "export { recording } from '../_kit/check.ts'",
  'exercises/one/exercise.json': '{}',
  'lab-server/src/main.ts': "export { recording } from '../../wire/wire.ts'",
  'lab-server/src/amqp/frames.ts': "import { Buffer } from 'node:buffer'\nexport const frame = Buffer.alloc(0)",
  'lab-server/src/embedded/broker/server.ts': "import net from 'node:net'\nexport { net }",
  'site/src/workbench/client.ts': "import exercise from '../../../exercises/one/exercise.json'\nexport { exercise }",
  'exercises/one/starter/consumer.js': "import '../../../lab-server/src/main.ts'",
}

const offences: readonly (readonly [law: string, file: string, text: string])[] = [
  ['contract-is-a-leaf', 'contract/a.ts', "import '../wire/wire.ts'"],
  ['contract-is-a-leaf', 'contract/b.ts', "import 'node:fs'"],
  ['wire-knows-the-contract', 'wire/a.ts', "import '../lab-server/src/main.ts'"],
  ['wire-knows-the-contract', 'wire/b.ts', "import type {} from '../exercises/one/checks.ts'"],
  ['wire-tests-stay-low', 'wire/a.test.ts', "import '../lab-server/src/main.ts'"],
  ['an-exercise-stands-alone', 'exercises/two/checks.ts', "import '../one/checks.ts'"],
  ['an-exercise-stands-alone', 'exercises/two/scenario.ts', "import '../../lab-server/src/main.ts'"],
  ['an-exercise-stands-alone', 'exercises/two/files.ts', "import 'node:fs'"],
  ['the-lab-names-no-exercise', 'lab-server/src/a.ts', "import '../../exercises/one/checks.ts'"],
  ['the-lab-names-no-exercise', 'lab-server/src/b.ts', "await import('../../site/src/workbench/client.ts')"],
  ['the-site-sees-what-a-learner-sees', 'site/src/a.ts', "import '../../exercises/one/checks.ts'"],
  ['the-site-sees-what-a-learner-sees', 'site/src/b.ts', "import '../../exercises/one/starter/consumer.js'"],
  ['the-site-sees-what-a-learner-sees', 'site/src/c.ts', "import '../../lab-server/src/main.ts'"],
  ['the-workbench-runs-in-a-page', 'site/src/workbench/a.ts', "import 'node:path'"],
  ['the-broker-is-pure', 'lab-server/src/embedded/broker/queue.ts', "import 'node:timers'"],
  ['the-broker-is-pure', 'lab-server/src/amqp/a.ts', "import 'node:net'"],
  ['the-codec-is-a-leaf', 'lab-server/src/amqp/b.ts', "import '../main.ts'"],
  ['no-cycle', 'lab-server/src/c.ts', "import './d.ts'"],
  ['no-test-in-code', 'lab-server/src/e.ts', "import './e.test.ts'"],
  ['resolvable', 'wire/c.ts', "import './nowhere.ts'"],
]

describe('the import laws', () => {
  test('name every planted offence, and let the lawful imports be', async () => {
    const planted = Object.fromEntries([
      ...offences.map(([, file, text]) => [file, text] as const),
      ['lab-server/src/d.ts', "import type {} from './c.ts'"],
      ['lab-server/src/e.test.ts', ''],
    ])
    const found = await cruise({ ...rooms, ...planted })
    for (const [law, file] of offences) expect(found).toContain(`${law}: ${file}`)
    const offenders = new Set(offences.map(([, file]) => file))
    expect(found.filter((violation) => !offenders.has(violation.split(': ')[1] ?? ''))).toEqual([])
  }, 60_000)

  test('hold in pages too, whose imports dependency-cruiser cannot read', async () => {
    const folder = join(root, 'site/src')
    const pages = (await readdir(folder, { recursive: true })).filter((path) => /[.](astro|mdx)$/.test(path))
    expect(pages.length).toBeGreaterThan(0)
    for (const page of pages) {
      const imported = [...(await readFile(join(folder, page), 'utf8')).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
        ([, path]) => path ?? '',
      )
      const foreign = imported.filter((path) => /lab-server|exercises\/|@ackademy\/(lab-server|exercises)/.test(path))
      expect(
        foreign.filter((path) => !/exercises\/[^/]+\/(exercise\.json|task\.md)(\?raw)?$/.test(path)),
        page,
      ).toEqual([])
    }
  })
})
