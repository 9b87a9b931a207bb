import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import type { Engine } from '../engines/engine.ts'
import { openParts, type LabParts } from '../parts.ts'
import { runCheck } from './run-check.ts'

let parts: LabParts
beforeAll(async () => {
  parts = await openParts(readConfig({ LAB_ENGINE: 'embedded' }))
})
afterAll(() => parts[Symbol.asyncDispose]())

test('the verdict is told before what it was come by on is taken down', async () => {
  const order: string[] = []
  const engine: Engine = {
    ...parts.engine,
    async open(plan, signal) {
      const workspace = await parts.engine.open(plan, signal)
      const end = async () => {
        order.push('taken down')
        await workspace[Symbol.asyncDispose]()
      }
      return { ...workspace, [Symbol.asyncDispose]: end }
    },
  }
  const loaded = await parts.exercises.load('simple-consumer')
  const files = await parts.exercises.solution('simple-consumer')
  const judged = ({ verdict }: { verdict: { status: string } }) => void order.push(verdict.status)
  await runCheck({ ...parts, engine, loaded, files, signal: AbortSignal.timeout(20_000) }, { judged })
  expect(order).toEqual(['passed', 'taken down'])
}, 30_000)
