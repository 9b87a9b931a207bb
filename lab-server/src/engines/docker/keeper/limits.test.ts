import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countLimits, metSince, shareLeft } from './limits.ts'

const write = async (files: Record<string, string>) => {
  const root = await mkdtemp(path.join(tmpdir(), 'cgroup-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const put = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true })
    await writeFile(path.join(root, name), text)
  }
  for (const [name, text] of Object.entries(files)) await put(name, text)
  return { root, put }
}

test.each([
  [
    'v1',
    'memory/memory.oom_control',
    'oom_kill_disable 0\nunder_oom 0\noom_kill',
    'memory/memory.limit_in_bytes',
    'pids/pids.events',
    'pids/pids.max',
  ],
  ['v2', 'memory.events', 'low 0\nhigh 0\nmax 9\noom 1\noom_kill', 'memory.max', 'pids.events', 'pids.max'],
])('what the kernel counts is read, as cgroup %s writes it', async (_, oom, text, bytes, events, most) => {
  const { root, put } = await write({ [oom]: `${text} 1\n`, [bytes]: '536870912\n', [events]: 'max 3\n', [most]: '128\n' })
  const before = countLimits(root)
  expect(before).toEqual({ memory: 1, processes: 3 })
  expect(metSince(before, root)).toEqual([])
  await put(oom, `${text} 2\n`)
  expect(metSince(before, root)).toEqual([{ limit: 'memory', allowed: 536_870_912 }])
  await put(events, 'max 4\n')
  expect(metSince(before, root).map(({ limit }) => limit)).toEqual(['memory', 'processes'])
})

test('where nothing is counted, no limit is told', async () => {
  const { root } = await write({})
  expect(metSince(countLimits(root), root)).toEqual([])
  expect(shareLeft('memory', root)).toBe(1)
})

test.each([
  ['memory' as const, 'v1', 'memory/memory.usage_in_bytes', 'memory/memory.limit_in_bytes'],
  ['memory' as const, 'v2', 'memory.current', 'memory.max'],
  ['processes' as const, 'v1', 'pids/pids.current', 'pids/pids.max'],
  ['processes' as const, 'v2', 'pids.current', 'pids.max'],
])('what is free of its %s is read, as cgroup %s counts it', async (limit, _, used, allowed) => {
  const { root, put } = await write({ [used]: '300\n', [allowed]: '400\n' })
  expect(shareLeft(limit, root)).toBe(0.25)
  await put(used, '401\n')
  expect(shareLeft(limit, root)).toBe(0)
  await put(allowed, 'max\n')
  expect(shareLeft(limit, root)).toBe(1)
})
